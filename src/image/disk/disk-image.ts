import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from '../../effects/lock.ts';
import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { consoleWords } from '../../install/plan/console-words.ts';
import { planInstall } from '../../install/plan/plan.ts';
import { verifySource } from '../../install/source/source.ts';
import { execute } from '../../install/write/execute.ts';
import { ownArchitecture } from '../../lib/architecture.ts';
import { finishedFile } from '../build/finished-file.ts';
import { runTool } from '../build/run-tool.ts';
import { withScratch } from '../build/scratch.ts';
import { readVolume } from '../remaster/iso-volume.ts';
import { outputOf } from '../remaster/remaster-output.ts';
import { unpackMedium } from './medium-files.ts';

export const diskFormats = ['raw', 'qcow2'] as const;
export type DiskFormat = (typeof diskFormats)[number];

export interface DiskImageOptions {
  readonly system: System;
  readonly iso: string;
  readonly output: string;
  readonly bytes: number;
  readonly format: DiskFormat;
  /** Of the machines that start from it, checked. */
  readonly config: Buffer;
  readonly tty: string | undefined;
  readonly mbr: boolean;
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

const sectorBytes = 512;
/** Whoever makes several side by side wants them all. */
const turnMs = 600_000;

/** An installed disk in a file, for clouds and virtual machines: what an installer would have left. */
export async function makeDiskImage(options: DiskImageOptions): Promise<void> {
  const { iso, output, print } = options;
  if (process.getuid?.() !== 0) {
    throw new OperationError(
      'a disk image is made as root: its file systems are made on loop devices',
    );
  }
  readVolume(iso);
  outputOf({ iso, output });
  const scratch = mkdtempSync(join(dirname(output), '.k3os-disk-'));
  await withScratch([scratch], async () => {
    print(`reading ${iso}`);
    await finishedFile(output, async (unfinished) => {
      const raw = options.format === 'raw' ? unfinished : join(scratch, 'disk.raw');
      const install = () => installInto(raw, scratch, options);
      await withLock(options.system, 'installation', install, turnMs);
      if (options.format !== 'raw') {
        print(`writing ${output}`);
        await runTool(['qemu-img', 'convert', '-f', 'raw', '-O', options.format, raw, unfinished]);
      }
      // The configuration is inside.
      return { mode: 0o600 };
    });
  });
  print(`${output}: ${Math.round((statSync(output).blocks * 512) / 1e6)} MB on disk`);
}

async function installInto(
  disk: string,
  scratch: string,
  { system, iso, bytes, config, tty, mbr, print, warn }: DiskImageOptions,
): Promise<void> {
  const source = await unpackMedium(system, realpathSync(iso), join(scratch, 'medium'));
  verifySource(system, source);
  await runTool(['truncate', `--size=${bytes}`, disk]);
  const steps = planInstall({
    ...{ disk: { sectorBytes }, mbr, kept: undefined, uuid: randomUUID() },
    architecture: ownArchitecture,
    staysHere: false,
  });
  const consoles = tty === undefined ? undefined : consoleWords(tty, '');
  await execute(steps, {
    ...{ system, disk, sectorBytes, source, config, consoles, print, warn },
    architecture: ownArchitecture,
  });
}
