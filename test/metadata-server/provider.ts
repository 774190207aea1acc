/** A machine as its cloud knows it. */
export interface Machine {
  readonly provider: string;
  readonly id: string;
  readonly hostname: string;
  readonly key: string;
  readonly userdata: string;
}

export interface Question {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly port: number;
}

export interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Undefined: 404. Refuses what the real service refuses. */
export type Provider = (machine: Machine, question: Question) => Reply | string | undefined;

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const json = (value: unknown): Reply => ({
  type: 'application/json',
  body: JSON.stringify(value),
});
export const refused = (status: number): Reply => ({ status, body: 'refused' });

/** Path → what is there. */
export function leaves(
  table: Readonly<Record<string, string | Reply>>,
): (path: string) => string | Reply | undefined {
  return (path) => table[path];
}
