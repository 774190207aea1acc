import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, type Stage } from '../build/cache.ts';
import { release } from '../debian/debian.ts';
import { parseList } from '../debian/package-list.ts';
import { readInstalled, recordPackages } from '../debian/package-record.ts';
import { unpackDebian } from '../debian/unpack-debian.ts';
import { systemAccounts } from './accounts.ts';

/** Bump when the way of building changes, so that old results are not used. */
const recipe = 4;

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
      const installed = readInstalled(folder);
      removeMatches(folder, prune);
      recordPackages(folder, installed);
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

function removeMatches(folder: string, patterns: readonly string[]): void {
  for (const match of patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }))) {
    rmSync(join(folder, match), { recursive: true, force: true });
  }
}
