import type { Machine } from './provider.ts';

export interface Settings {
  /** By MAC address. */
  readonly machines: Readonly<Record<string, Machine>>;
  /** File that gets a line of JSON for each request. */
  readonly journal: string;
  /** PEM texts. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A line of the journal. */
export interface Heard {
  readonly mac: string;
  /** Address. */
  readonly from: string;
  readonly method: string;
  /** Address and path, `169.254.169.254/latest/user-data`. */
  readonly url: string;
  readonly status: number;
}
