/** `error`: something was left out. `warning`: probably not meant. `notice`: good to know. */
export type Severity = 'error' | 'warning' | 'notice';

/** Where a value was written. `line` and `column` count from 1. */
export interface Origin {
  /** As shown: `config.d/20-net.yaml`, `/k3os/system/config.yaml`, `kernel command line`. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface Problem extends Partial<Origin> {
  readonly severity: Severity;
  /** As the user writes it: `k3os.sysctls`; absent when the whole file is meant. */
  readonly key?: string;
  /** Reason and what to do; never contains the value of a secret. */
  readonly message: string;
  /** The value must not be shown: a mistyped `token` is still a secret. */
  readonly hidden?: true;
  /** The user's own line, secrets masked. */
  readonly source?: string;
}
