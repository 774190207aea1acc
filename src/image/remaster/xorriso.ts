import { existsSync } from 'node:fs';
import { OperationError } from '../../errors.ts';
import { runTool } from '../build/run-tool.ts';

/** Ways in which firmware finds the boot loader of a medium. */
const bootWays = {
  'BIOS from CD': /^El Torito boot img .* BIOS +y /m,
  'UEFI from CD': /^El Torito boot img .* UEFI +y /m,
  'BIOS from a stick': /^System area summary:.* grub2-mbr/m,
  // The type of an EFI system partition, in the order of its bytes on disk.
  'UEFI from a stick': /^GPT type GUID .* 28732ac11ff8d211ba4b00a0c93ec93b/m,
} as const;

export type BootWay = keyof typeof bootWays;

export interface IsoContents {
  readonly paths: ReadonlySet<string>;
  readonly boots: readonly BootWay[];
}

/** What is on an ISO, three levels deep, and how it boots. */
export async function inspectIso(iso: string): Promise<IsoContents> {
  const report = await xorriso([
    ...['-indev', `stdio:${iso}`],
    ...['-report_el_torito', 'plain', '-report_system_area', 'plain'],
    ...['-find', '/', '-maxdepth', '3'],
  ]);
  const ways = Object.entries(bootWays) as [BootWay, RegExp][];
  return {
    paths: new Set([...report.matchAll(/^'(\/.*)'$/gm)].map(([, path = '']) => path)),
    boots: ways.filter(([, sign]) => sign.test(report)).map(([way]) => way),
  };
}

/** Copies files out of an ISO: path inside -> path to write. */
export async function extractFiles(
  iso: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const words = Object.entries(files).flatMap(([inside, target]) => [
    ...['-extract_single', inside, target],
  ]);
  await xorriso(['-osirrox', 'on', '-indev', `stdio:${iso}`, ...words]);
}

export interface CopyOptions {
  readonly from: string;
  /** An empty file, which keeps its permissions. */
  readonly to: string;
  /** Path inside -> file and the permissions it gets. Owner is root. */
  readonly files: Readonly<Record<string, { readonly file: string; readonly mode: number }>>;
  /** Of everything that is new. */
  readonly epoch: number;
}

/** The same ISO with some files more. What boots stays what boots, and the date, by which GRUB finds its medium, too. */
export async function copyIso({ from, to, files, epoch }: CopyOptions): Promise<void> {
  const added = Object.entries(files).flatMap(([path, { file, mode }]) => [
    ...['-map', file, path],
    ...['-chown', '0', path, '--', '-chgrp', '0', path, '--'],
    ...['-chmod', `0${mode.toString(8)}`, path, '--'],
  ]);
  await xorriso(
    [
      ...['-indev', `stdio:${from}`, '-outdev', `stdio:${to}`],
      // HFS+ is for Macs older than UEFI; xorriso cannot make it a second time around what is there.
      ...['-boot_image', 'any', 'replay', '-hfsplus', 'off'],
      ...added,
      '-commit',
    ],
    // Makes the result depend on nothing but its inputs.
    { SOURCE_DATE_EPOCH: String(epoch), TZ: 'UTC' },
  );
}

/** `-no_rc`: a person's own settings of xorriso must not decide what comes out. */
async function xorriso(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  if (!isInstalled()) {
    throw new OperationError(
      'xorriso is missing: install the package xorriso (apt-get install xorriso, brew install xorriso)',
    );
  }
  return runTool(['xorriso', '-no_rc', '-report_about', 'SORRY', ...words], { env });
}

function isInstalled(): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/xorriso`));
}
