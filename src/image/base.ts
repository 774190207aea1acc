import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemAccounts } from './accounts.ts';
import { hashOf, type Stage } from './cache.ts';
import { release } from './debian.ts';
import { parseList } from './package-list.ts';
import { unpackDebian } from './unpack-debian.ts';

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
  const hook = Object.entries(systemAccounts)
    .map(
      ([file, lines]) =>
        `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >>"$1/etc/${file}"`,
    )
    .join('; ');
  await unpackDebian({
    folder,
    packages,
    architecture,
    progress,
    components: ['main'],
    words: [
      '--variant=essential',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--dpkgopt=path-exclude=/usr/share/locale/*',
      '--dpkgopt=path-exclude=/usr/share/doc/*',
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      `--essential-hook=${hook}`,
    ],
  });
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
