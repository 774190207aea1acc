import type { Path } from '../lib/tree.ts';
import { fieldAt } from './field-tree.ts';
import { writtenPath } from './names.ts';
import type { Origin, Problem, Severity } from './problem.ts';

/** Collects what is wrong while the configuration is put together, so that all of it is told at once. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  /** @param path canonical, or the key as the user wrote it */
  add(severity: Severity, origin: Origin, path: Path | string, message: string): void {
    const key = typeof path === 'string' ? path : writtenPath(path);
    const secret = typeof path !== 'string' && fieldAt(path)?.meta.secret === true;
    this.#problems.push({
      severity,
      ...origin,
      ...(key === '' ? {} : { key }),
      message,
      ...(secret ? { hidden: true } : {}),
    });
  }

  /** As add, of a key whose value may be a secret for all we know. */
  addHidden(severity: Severity, origin: Origin, key: string, message: string): void {
    this.#problems.push({ severity, ...origin, key, message, hidden: true });
  }

  addAll(problems: readonly Problem[]): void {
    this.#problems.push(...problems);
  }

  sorted(): Problem[] {
    return this.#problems.toSorted(byPlace);
  }
}

function byPlace(one: Problem, other: Problem): number {
  return (
    byText(one.file ?? '', other.file ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    (one.column ?? 0) - (other.column ?? 0)
  );
}

function byText(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}

/** `config.d/20-net.yaml:7` */
export function place({ file, line }: Origin): string {
  return `${file}:${line}`;
}
