import type { Severity } from '../config/problem.ts';

/** Something about the k3s part of a configuration; check.ts adds the file and line. */
export interface Finding {
  readonly severity: Severity;
  /** Canonical, as originOf takes it: `['k3os', 'k3sArgs', 2]`. */
  readonly at: readonly (string | number)[];
  readonly message: string;
}

export const atItem = (item: number): Finding['at'] => ['k3os', 'k3sArgs', item];
export const atKey = (...path: (string | number)[]): Finding['at'] => ['k3os', ...path];
