import { existsSync, readFileSync } from 'node:fs';
import { OperationError } from '../../errors.ts';
import { runTool } from '../build/run-tool.ts';
import {
  type Component,
  findKeyring,
  parseAptOptions,
  parseArchives,
  release,
  sourceLines,
} from './debian.ts';

export interface UnpackOptions {
  /** Empty before. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** Debian's name of the machine: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly components: readonly Component[];
  /** More words for mmdebstrap: how much of an installation it is. */
  readonly words: readonly string[];
  readonly progress: (line: string) => void;
}

/** Debian packages of our release in a folder, checked against Debian's signatures. */
export async function unpackDebian(options: UnpackOptions): Promise<void> {
  const { folder, packages, architecture, components, words, progress } = options;
  const keyring = findKeyring(existsSync);
  if (keyring === undefined) {
    throw new OperationError(
      "cannot check signatures: Debian's package debian-archive-keyring is missing",
    );
  }

  await runTool([
    ...confined,
    'mmdebstrap',
    '--mode=root',
    '--format=directory',
    '--quiet',
    `--architectures=${architecture}`,
    `--keyring=${keyring}`,
    ...(await aptOptions()).map((option) => `--aptopt=${option}`),
    '--aptopt=APT::Install-Recommends "false"',
    ...words,
    `--include=${packages.join(',')}`,
    release,
    folder,
    ...(await sources(components, progress)),
  ]);
}

/**
 * However this program ends, what it started ends with it, and so do its mounts: /proc and /sys below a folder that
 * the next run wants to remove would be those of the machine.
 */
const confined = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'],
  '--mount-proc',
];

/** K3OS_DEBIAN_SOURCES, lines of a source list, replaces what is derived from the machine's own apt. */
async function sources(
  components: readonly Component[],
  progress: (line: string) => void,
): Promise<string[]> {
  const given = process.env.K3OS_DEBIAN_SOURCES;
  if (given !== undefined) {
    return given.split('\n').filter((line) => line.trim() !== '');
  }

  // Without package lists, as in many containers, apt names no archives, or not all.
  let lines = await machineSources(components);
  if (!hasSecurity(lines)) {
    progress('fetching the package lists of this machine, to learn its Debian mirror');
    await runTool(['apt-get', '-qq', 'update']);
    lines = await machineSources(components);
  }
  if (lines.length === 0) {
    throw new OperationError(
      'no Debian mirror found in the settings of apt; give one: K3OS_DEBIAN_SOURCES="deb URL trixie main non-free-firmware"',
    );
  }
  if (!hasSecurity(lines)) {
    progress(
      'WARNING: the apt of this machine knows no archive of security updates: the image will have none. Name one in K3OS_DEBIAN_SOURCES',
    );
  }
  return lines;
}

function hasSecurity(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes(`${release}-security`));
}

async function machineSources(components: readonly Component[]): Promise<string[]> {
  const codename =
    /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const targets = await runTool(['apt-get', 'indextargets']);
  return sourceLines(parseArchives(targets, codename), codename, components);
}

async function aptOptions(): Promise<string[]> {
  return parseAptOptions(await runTool(['apt-config', 'dump']));
}
