import { execFileSync } from 'node:child_process';
import { realSystem } from '../../../src/effects/real-system.ts';
import { consoleWords } from '../../../src/install/plan/console-words.ts';
import { parseTable, type Use } from '../../../src/install/plan/layout.ts';
import { planInstall, type Step } from '../../../src/install/plan/plan.ts';
import type { InstallSource } from '../../../src/install/source/source.ts';
import { execute } from '../../../src/install/write/execute.ts';
import type { Installation } from '../../../src/install/write/progress.ts';
import { tempRoot } from '../../support/temp-root.ts';

export const uuid = '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0';
export const config = '# mine\nhostname: web-1\n';

/** What a program prints, whatever its status. */
export function output(...[program = '', ...words]: string[]): string {
  try {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `FAILED: ${stdout}${stderr}`;
  }
}

/** A disk that takes no more place than is written to it. */
export function emptyDisk(): string {
  const file = `${tempRoot().path}/disk.img`;
  output('truncate', '--size=4G', file);
  return file;
}

export function planFor(given: { mbr?: boolean; sectorBytes?: number } = {}): Step[] {
  const { mbr = false, sectorBytes = 512 } = given;
  return planInstall({
    disk: { sectorBytes },
    mbr,
    kept: undefined,
    uuid,
    architecture: 'amd64',
    staysHere: true,
  });
}

export interface Outcome {
  readonly error: string | undefined;
  readonly said: string;
}

export async function carryOut(
  steps: readonly Step[],
  disk: string,
  source: InstallSource,
  given: Partial<Installation> = {},
): Promise<Outcome> {
  const said: string[] = [];
  const tell = (line: string) => said.push(line);
  const installation: Installation = {
    ...{ system: realSystem('/'), disk, sectorBytes: 512, architecture: 'amd64', source },
    ...{
      config: Buffer.from(config),
      consoles: consoleWords('ttyS1,9600', ''),
      print: tell,
      warn: tell,
    },
    ...given,
  };
  const reasons = (error: Error): string =>
    error.cause instanceof Error ? `${error.message}: ${reasons(error.cause)}` : error.message;
  const error = await execute(steps, installation).then(() => undefined, reasons);
  return { error, said: said.join('\n') };
}

/** A loop device, which the caller detaches. */
export function attachPart(disk: string, use: Use): string {
  const { partitions } = parseTable(output('sfdisk', '--json', disk));
  const { offset = 0, bytes = 0 } = partitions.at(use === 'state' ? -1 : -2) ?? {};
  const place = [`--offset=${offset}`, `--sizelimit=${bytes}`];
  return output('losetup', '--find', '--show', ...place, disk).trim();
}

/** Work with a part of the disk as with a device, then let go of it. */
export function withPart<T>(disk: string, use: Use, work: (device: string) => T): T {
  const device = attachPart(disk, use);
  try {
    return work(device);
  } finally {
    output('losetup', '--detach', device);
  }
}

/** Of the part, by what is read from the disk itself. */
export function labelOf(disk: string, use: Use): string {
  return withPart(disk, use, (device) =>
    output('blkid', '--probe', '--output', 'value', '--match-tag', 'LABEL', device).trim(),
  );
}

/** Whether a BIOS or UEFI would find something to start. */
export function startsSomething(disk: string): boolean {
  const code = output('head', '-c', '440', disk);
  const firmware = withPart(disk, 'boot', (device) => output('mdir', '-b', '-i', device, '::/EFI'));
  return /[^\0]/.test(code) || !firmware.startsWith('FAILED');
}
