import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../errors.ts';
import { systemAccounts } from './accounts.ts';
import { hashOf, type Stage } from './cache.ts';
import { findKeyring, parseAptOptions, parseArchives, release, sourceLines } from './debian.ts';
import { parseList } from './package-list.ts';
import { runTool } from './run-tool.ts';

/** Bump when the way of building changes, so that old results are not used. */
const recipe = 3;

export interface BaseOptions {
  readonly packagesFile: string;
  readonly pruneFile: string;
  /** Debian's name of the machine: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly progress: (line: string) => void;
}

/** Stage 1: Debian packages in a folder, without what an image needs no more. */
export function baseStage(options: BaseOptions): Stage {
  const packages = parseList(readFileSync(options.packagesFile, 'utf8'));
  const prune = parseList(readFileSync(options.pruneFile, 'utf8'));
  const accounts = JSON.stringify(systemAccounts);

  return {
    name: 'base',
    key: hashOf([
      String(recipe),
      release,
      options.architecture,
      accounts,
      ...packages,
      '',
      ...prune,
    ]),
    async build(folder) {
      options.progress(
        `installing ${packages.length} Debian ${release} packages into the base system`,
      );
      await install(folder, packages, options);
      recordPackages(folder);
      removeMatches(folder, prune);
    },
  };
}

async function install(
  folder: string,
  packages: readonly string[],
  { architecture, progress }: BaseOptions,
): Promise<void> {
  const keyring = findKeyring(existsSync);
  if (keyring === undefined) {
    throw new OperationError(
      "cannot check signatures: Debian's package debian-archive-keyring is missing",
    );
  }

  const hook = Object.entries(systemAccounts)
    .map(
      ([file, lines]) =>
        `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >>"$1/etc/${file}"`,
    )
    .join('; ');
  await runTool([
    ...confined,
    'mmdebstrap',
    '--variant=essential',
    '--mode=root',
    '--format=directory',
    '--quiet',
    `--architectures=${architecture}`,
    `--keyring=${keyring}`,
    ...(await aptOptions()).map((option) => `--aptopt=${option}`),
    '--aptopt=APT::Install-Recommends "false"',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-include=/usr/share/doc/*/copyright',
    `--essential-hook=${hook}`,
    `--include=${packages.join(',')}`,
    release,
    folder,
    ...(await sources(progress)),
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
async function sources(progress: (line: string) => void): Promise<string[]> {
  const given = process.env.K3OS_DEBIAN_SOURCES;
  if (given !== undefined) {
    return given.split('\n').filter((line) => line.trim() !== '');
  }

  // Without package lists, as in many containers, apt names no archives.
  let lines = await machineSources();
  if (lines.length === 0) {
    progress('fetching the package lists of this machine, to learn its Debian mirror');
    await runTool(['apt-get', '-qq', 'update']);
    lines = await machineSources();
  }
  if (lines.length === 0) {
    throw new OperationError(
      'no Debian mirror found in the settings of apt; give one: K3OS_DEBIAN_SOURCES="deb URL trixie main"',
    );
  }
  return lines;
}

async function machineSources(): Promise<string[]> {
  const codename =
    /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const targets = await runTool(['apt-get', 'indextargets']);
  return sourceLines(parseArchives(targets, codename), codename);
}

async function aptOptions(): Promise<string[]> {
  return parseAptOptions(await runTool(['apt-config', 'dump']));
}

/** `name version` of all that is installed: the package database itself does not stay. */
function recordPackages(folder: string): void {
  const status = readFileSync(join(folder, 'var/lib/dpkg/status'), 'utf8');
  const lines = status
    .split('\n\n')
    .map((stanza) => ({
      name: /^Package: (.*)$/m.exec(stanza)?.[1],
      version: /^Version: (.*)$/m.exec(stanza)?.[1],
    }))
    .filter(({ name }) => name !== undefined)
    .map(({ name, version }) => `${name} ${version}\n`)
    .sort();
  writeFileSync(join(folder, 'usr/share/packages.txt'), lines.join(''));
}

function removeMatches(folder: string, patterns: readonly string[]): void {
  for (const match of patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }))) {
    rmSync(join(folder, match), { recursive: true, force: true });
  }
}
