import { sourcesAreAsked } from '../appliers/data-sources.ts';
import { readOutcome } from '../datasources/learning/record.ts';
import type { FileSystem, System } from '../effects/system.ts';
import { ownInterfaces } from '../facts/interfaces.ts';
import { textOf } from '../facts/look.ts';
import { startNotice } from '../generations/start.ts';
import { type PhaseReport, readReports } from './report.ts';
import { isOpen, loginLines, readWaysIn, type WaysIn } from './ways-in.ts';

/** getty shows it below /etc/issue, which is the image's or the user's. */
const path = '/etc/issue.d/k3os.issue';

const notYet = 'Nobody can log in yet: the data sources are asked for a key.';

export interface IssueFacts {
  readonly reports: readonly PhaseReport[];
  readonly waysIn: WaysIn;
  readonly interfaces: readonly string[];
  /** Of this boot: /run/k3os/mode. */
  readonly mode: string | undefined;
  readonly notice?: string | undefined;
  /** Data sources are being asked, from which a key may come. */
  readonly isAsking?: boolean;
}

/** What a person reads above the login prompt: addresses, how to get in, and why the node is not as it should be. */
export function renderIssue(facts: IssueFacts): string {
  const { reports, waysIn, interfaces, mode, notice, isAsking = false } = facts;
  const lines = [
    ...addressLines(interfaces),
    '',
    ...(isAsking && isStarting(reports) && !isOpen(waysIn) ? [notYet] : loginLines(waysIn)),
    ...(mode === 'install' ? ['To install to a disk, log in and run: sudo k3os install'] : []),
    '',
    ...(notice === undefined ? [] : [literal(`Note: ${notice}`), '']),
    ...troubleLines(reports, isOpen(waysIn)).map(literal),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** getty fills the addresses in, and shows the banner anew when one comes or goes. */
function addressLines(interfaces: readonly string[]): string[] {
  return interfaces.length === 0
    ? ['  no network interface']
    : interfaces.map((name) => `  ${literal(name)}  \\4{${name}}  \\6{${name}}`);
}

function troubleLines(reports: readonly PhaseReport[], someoneMay: boolean): string[] {
  const causes = distinct(reports.flatMap(({ cause }) => cause ?? []));
  const lines = [
    ...(isStarting(reports) ? ['The node is still starting.'] : []),
    ...(causes.length === 0 ? [] : ['This node is DEGRADED:']),
    ...causes.map((cause) => `  ${cause}`),
  ];
  if (lines.length === 0) {
    return [];
  }
  return [...lines, ...(someoneMay ? ['Log in and run: sudo k3os status'] : []), ''];
}

function isStarting(reports: readonly PhaseReport[]): boolean {
  const runtime = reports.find(({ phase }) => phase === 'runtime');
  return runtime === undefined || runtime.outcome === 'started';
}

/** getty expands backslashes. */
function literal(text: string): string {
  return text.replaceAll('\\', '\\\\');
}

/** One cause shows in every phase, of which the later ones often have more besides. */
function distinct(causes: readonly string[]): string[] {
  const bySubject = causes.map(
    (cause) => [cause.replace(/ \(and \d+ more\)$/, ''), cause] as const,
  );
  return [...new Map(bySubject).values()];
}

export function writeIssue(files: FileSystem): void {
  const text = renderIssue({
    reports: readReports(files),
    waysIn: readWaysIn(files),
    interfaces: ownInterfaces(files),
    mode: textOf(files, '/run/k3os/mode'),
    notice: startNotice(files),
    isAsking: sourcesAreAsked(files) && readOutcome(files) === undefined,
  });
  if (files.read(path)?.toString() !== text) {
    files.writeAtomically(path, text, { mode: 0o644 });
  }
}

/** Login prompts that nobody has answered yet show the banner again, if it is another one. */
export async function reloadLogins({ live, exec }: System): Promise<void> {
  if (live) {
    await exec(['agetty', '--reload']);
  }
}
