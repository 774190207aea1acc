import type { FileSystem } from '../effects/system.ts';
import { type PhaseReport, readReports } from './report.ts';

const path = '/etc/issue';
/** As shipped; /etc is filled from here at every boot. */
const shippedPath = '/usr/etc/issue';

/** What a person reads above the login prompt: the system, and why it is not as it should be. */
export function renderIssue(shipped: string, reports: readonly PhaseReport[]): string {
  const causes = distinct(reports.flatMap(({ cause }) => cause ?? []));
  if (causes.length === 0) {
    return shipped;
  }

  // getty expands backslashes.
  const lines = [
    'This node is DEGRADED:',
    ...causes.map((cause) => `  ${cause}`),
    'Log in and run: k3os status',
  ].map((line) => line.replaceAll('\\', '\\\\'));
  return `${shipped.trimEnd()}\n\n${lines.join('\n')}\n\n`;
}

/** One cause shows in every phase, of which the later ones often have more besides. */
function distinct(causes: readonly string[]): string[] {
  const bySubject = causes.map(
    (cause) => [cause.replace(/ \(and \d+ more\)$/, ''), cause] as const,
  );
  return [...new Map(bySubject).values()];
}

export function writeIssue(files: FileSystem): void {
  const shipped = files.read(shippedPath)?.toString() ?? '';
  const text = renderIssue(shipped, readReports(files));
  if (files.read(path)?.toString() !== text) {
    files.writeAtomically(path, text, { mode: 0o644 });
  }
}
