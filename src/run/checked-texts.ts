import { loadConfig, withProblems } from '../config/load.ts';
import type { Problem } from '../config/problem.ts';
import type { SourceText } from '../config/source-text.ts';
import { crossChecks } from './cross-checks.ts';

export interface CheckedTexts {
  readonly problems: readonly Problem[];
  /** Those for which the configuration is not taken. */
  readonly faults: readonly Problem[];
}

export interface CheckOptions {
  /** Warnings are faults too. */
  readonly strict: boolean;
  /** Most of the configuration is elsewhere: what is not in these texts is no fault. */
  readonly partial?: boolean;
}

/** Everything that can be said of a configuration without a node. */
export function checkTexts(
  texts: readonly SourceText[],
  { strict, partial = false }: CheckOptions,
): CheckedTexts {
  const loaded = loadConfig(texts, { unknownKeys: 'error' });
  const problems = partial ? loaded.problems : withProblems(loaded, crossChecks(loaded));
  return {
    problems,
    faults: problems.filter(
      ({ severity }) => severity === 'error' || (strict && severity === 'warning'),
    ),
  };
}

export function counted({ length }: readonly Problem[], what: string): string {
  return length === 1 ? `1 ${what}` : `${length} ${what}s`;
}
