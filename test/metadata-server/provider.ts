/** A machine as its cloud knows it. */
export interface Machine {
  readonly provider: string;
  readonly id: string;
  readonly hostname: string;
  readonly key: string;
  /** Bytes where they are no text. */
  readonly userdata: string | Buffer;
  /** What the cloud says of the network, where it has no DHCP. */
  readonly network?: Network;
}

export interface Network {
  readonly mac: string;
  readonly ipv4: string;
  /** None: IPv4 leads nowhere. */
  readonly gateway4?: string;
  readonly ipv6?: string;
  readonly gateway6?: string;
  readonly nameserver: string;
}

export interface Question {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly port: number;
  readonly body?: string;
  /** Of the card that it comes from. */
  readonly mac?: string;
}

export interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Undefined: 404. Refuses what the real service refuses. */
export type Provider = (machine: Machine, question: Question) => Found;

export type Found = Reply | string | Buffer | undefined;

/** What is sent. */
export function replyOf(found: Found): Reply {
  return typeof found === 'string' || Buffer.isBuffer(found)
    ? { body: found }
    : (found ?? { status: 404 });
}

export const base64 = (content: string | Buffer): string =>
  Buffer.from(content as string).toString('base64');
export const json = (value: unknown): Reply => ({
  type: 'application/json',
  body: JSON.stringify(value),
});
export const refused = (status: number): Reply => ({ status, body: 'refused' });

/** Path → what is there. */
export function leaves(table: Readonly<Record<string, Found>>): (path: string) => Found {
  return (path) => table[path];
}
