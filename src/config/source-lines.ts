import { continuesSecret, hideValue, maskLine } from './mask-line.ts';
import type { Problem } from './problem.ts';
import { place } from './problems.ts';
import { mask } from './secrets.ts';
import type { SourceText } from './source-text.ts';

const maxLength = 120;
/** Nobody reads more; finding the lines of ten thousand takes seconds. */
const maxShown = 200;

/**
 * Adds to each problem the user's own line, secrets masked: by the names of their keys, and those that
 * are known wherever they stand.
 */
export function withSourceLines(
  problems: readonly Problem[],
  sources: readonly SourceText[],
  secrets: readonly string[],
): Problem[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const linesOf = new Map<string, readonly string[]>();
  const hiddenFrom = hiddenColumns(problems);

  return problems.map((problem, index) => {
    const { file = '', line = 0, column = 1 } = problem;
    const source = byFile.get(file);
    if (source === undefined || line === 0 || index >= maxShown) {
      return problem;
    }

    const lines = linesOf.get(file) ?? source.content.toString().split(/\r?\n/);
    linesOf.set(file, lines);
    switch (source.format) {
      case 'kernel-cmdline': {
        const from = problem.hidden === true ? 1 : undefined;
        return withLine(problem, wordAt(lines[0] ?? '', column), from, secrets);
      }
      case 'yaml':
        // Lines of an older copy are not those of the file that the user looks at.
        return source.lastGood === true
          ? problem
          : withLine(
              problem,
              lineAt(lines, line - 1),
              hiddenFrom.get(place({ file, line })),
              secrets,
            );
      default:
        return problem;
    }
  });
}

function lineAt(lines: readonly string[], index: number): string {
  return continuesSecret(lines, index) ? mask : (lines[index] ?? '');
}

/** A line may have several problems: what one of them hides, the others must not show. */
function hiddenColumns(problems: readonly Problem[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const { hidden, file, line, column = 1 } of problems) {
    if (hidden === true && file !== undefined && line !== undefined) {
      const key = place({ file, line });
      columns.set(key, Math.min(column, columns.get(key) ?? column));
    }
  }
  return columns;
}

/** The kernel command line is one long line: the word alone is shown. */
function wordAt(text: string, column: number): string {
  return text.slice(column - 1).split(/[ \t\n\f\r]/)[0] ?? '';
}

function withLine(
  problem: Problem,
  line: string,
  hiddenFrom: number | undefined,
  secrets: readonly string[],
): Problem {
  const shown = printable(line);
  const named = hiddenFrom === undefined ? maskLine(shown) : hideValue(shown, hiddenFrom);
  const masked = secrets.reduce((text, secret) => text.replaceAll(secret, mask), named);
  const source = masked.slice(0, maxLength).trimEnd();
  return source.trim() === '' ? problem : { ...problem, source };
}

/** A terminal must not act on what a file contains. */
function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/\p{Cc}/gu, '?');
}
