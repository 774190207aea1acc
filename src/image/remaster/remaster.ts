import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { holdsSecrets } from '../../config/holds-secrets.ts';
import type { SourceText } from '../../config/source-text.ts';
import { NodeError, OperationError } from '../../errors.ts';
import { finishedFile } from '../build/finished-file.ts';
import { withScratch } from '../build/scratch.ts';
import { mediumLabel } from '../media/iso.ts';
import { appendFile, parseAppend, passesAppend, renderAppend } from './append-words.ts';
import { type IsoVolume, readVolume } from './iso-volume.ts';
import { outputOf } from './remaster-output.ts';
import { copyIso, extractFiles, type IsoContents, inspectIso } from './xorriso.ts';

const menuFile = '/boot/grub/grub.cfg';
const configFile = '/k3os/system/config.yaml';
const kernelFolder = '/k3os/system/kernel';

export interface RemasterOptions {
  readonly iso: string;
  /** Default: beside the ISO, `k3os-amd64-custom.iso`. */
  readonly output?: string | undefined;
  /** Content of the new config.yaml, which has been checked. */
  readonly config?: Buffer | undefined;
  /** Words for the kernel, which have been checked; none takes away what an earlier run has put in. */
  readonly append?: string | undefined;
}

export interface Remastered {
  readonly output: string;
  readonly bytes: number;
  /** It holds secrets, so that its owner alone may read it. */
  readonly secret: boolean;
}

/** A finished ISO with another configuration: no root, no rebuild. The same inputs give the same bytes. */
export async function remaster(options: RemasterOptions): Promise<Remastered> {
  const { iso, config, append } = options;
  const volume = readVolume(iso);
  const output = outputOf(options);
  const contents = await inspectIso(realpathSync(iso));
  checkIsOurs(iso, volume, contents);

  const folder = mkdtempSync(join(tmpdir(), 'k3os-remaster-'));
  return withScratch([folder], async () => {
    const present = await readPresent(iso, folder, contents);
    if (append !== undefined && !passesAppend(present.menu)) {
      throw new OperationError(
        `the boot menu of ${iso} passes no further words to the kernel; take a newer k3os ISO, or give the configuration by --config alone`,
      );
    }

    const secret = holdsSecrets(
      textsOf(config ?? present.config, append ?? parseAppend(present.append)),
    );
    await writing(output, (unfinished) =>
      copyTo(unfinished, { iso, folder, config, append, volume, contents, secret }),
    );
    return { output, bytes: statSync(output).size, secret };
  });
}

/** What a medium says to the node that boots from it. */
export function textsOf(
  config: Buffer | undefined,
  words: string | undefined,
  file = configFile,
): SourceText[] {
  return [
    ...(config === undefined ? [] : [{ file, format: 'yaml', content: config } as const]),
    ...(words === undefined
      ? []
      : [{ file: '--append', format: 'kernel-cmdline', content: words } as const]),
  ];
}

function checkIsOurs(iso: string, volume: IsoVolume, { paths }: IsoContents): void {
  const missing = [menuFile, kernelFolder].find((path) => !paths.has(path));
  if (volume.label !== mediumLabel || missing !== undefined) {
    const why = missing === undefined ? `its label is ${volume.label}` : `it has no ${missing}`;
    throw new OperationError(`${iso} is no k3os ISO: ${why}`);
  }
}

interface Present {
  readonly menu: string;
  readonly config: Buffer | undefined;
  readonly append: string;
}

async function readPresent(iso: string, folder: string, { paths }: IsoContents): Promise<Present> {
  const wanted = [menuFile, configFile, appendFile].filter((path) => paths.has(path));
  const targetOf = (path: string) => join(folder, `present-${basename(path)}`);
  await extractFiles(
    realpathSync(iso),
    Object.fromEntries(wanted.map((path) => [path, targetOf(path)])),
  );
  const read = (path: string) => (paths.has(path) ? readFileSync(targetOf(path)) : undefined);
  return {
    menu: String(read(menuFile)),
    config: read(configFile),
    append: String(read(appendFile) ?? ''),
  };
}

interface Copy extends RemasterOptions {
  readonly folder: string;
  readonly volume: IsoVolume;
  readonly contents: IsoContents;
  readonly secret: boolean;
}

async function copyTo(unfinished: string, copy: Copy): Promise<{ mode: number }> {
  const { iso, folder, config, append, volume, contents, secret } = copy;
  const staged = (name: string, content: Buffer | string) => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    utimesSync(file, volume.epoch, volume.epoch);
    return file;
  };
  await copyIso({
    from: realpathSync(iso),
    to: realpathSync(unfinished),
    epoch: volume.epoch,
    files: {
      ...(config && { [configFile]: { file: staged('config.yaml', config), mode: 0o600 } }),
      ...(append !== undefined && {
        [appendFile]: { file: staged('append.cfg', renderAppend(append)), mode: 0o644 },
      }),
    },
  });
  await checkBoots(unfinished, contents);
  return { mode: modeOf(iso, secret) };
}

/** Whoever closed the original had a reason: its initrd may hold secrets that cannot be seen here. */
function modeOf(iso: string, secret: boolean): number {
  const widest = secret ? 0o600 : statSync(iso).mode & 0o666;
  return (widest | 0o600) & ~process.umask();
}

/** Versions of xorriso differ in what they can take over. */
async function checkBoots(copy: string, original: IsoContents): Promise<void> {
  const { boots } = await inspectIso(realpathSync(copy));
  const lost = original.boots.filter((way) => !boots.includes(way));
  if (lost.length > 0) {
    throw new OperationError(
      `the new ISO would no longer boot (${lost.join(', ')}); a newer xorriso may do better`,
    );
  }
}

async function writing(output: string, fill: Parameters<typeof finishedFile>[1]): Promise<void> {
  try {
    await finishedFile(output, fill);
  } catch (cause) {
    throw cause instanceof NodeError
      ? cause
      : new OperationError(`cannot write ${output}`, { cause });
  }
}
