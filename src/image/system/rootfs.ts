import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ownArchitecture } from '../../lib/architecture.ts';
import { cached, cacheFolder, contentsOf, hashOf, type Stage } from '../build/cache.ts';
import { sha256OfFile } from '../build/file-digest.ts';
import { runTool } from '../build/run-tool.ts';
import { assemble } from './assemble.ts';
import { type BaseOptions, baseStage } from './base.ts';
import { permissions, programLinks, setIdPrograms } from './permissions.ts';
import { runlevels } from './services.ts';

const recipe = 9;

export interface RootfsOptions {
  /** The project's folder: `rootfs/` and `config/packages/` are taken from there. */
  readonly project: string;
  /** The program to put in. */
  readonly k3os: string;
  readonly version: string;
  readonly cache?: string;
  readonly progress?: (line: string) => void;
}

/**
 * The folder with the finished system, built if need be: read-only for whoever uses it. A node mounts its `usr`
 * and copies its `usr/etc`; nothing else in it counts.
 */
export async function buildRootfs(options: RootfsOptions): Promise<string> {
  const { project, cache = cacheFolder(), progress = () => undefined } = options;
  const base = stageBelow({ project, progress });
  const folder = await cached(cache, base);

  return cached(cache, await rootfsStage(options, folder, base.key, progress));
}

/** The folder of the Debian packages that the system is made of, built if need be. */
export async function buildBase(options: Omit<RootfsOptions, 'k3os' | 'version'>): Promise<string> {
  const { project, cache = cacheFolder(), progress = () => undefined } = options;
  return cached(cache, stageBelow({ project, progress }));
}

function stageBelow({
  project,
  progress,
}: Pick<BaseOptions, 'progress'> & { project: string }): Stage {
  return baseStage({
    packagesFile: join(project, 'config/packages/base.txt'),
    pruneFile: join(project, 'config/packages/prune.txt'),
    architecture: ownArchitecture,
    progress,
  });
}

async function rootfsStage(
  options: RootfsOptions,
  base: string,
  baseKey: string,
  progress: (line: string) => void,
): Promise<Stage> {
  const overlay = join(options.project, 'rootfs');
  const programSize = statSync(options.k3os).size;
  const table = JSON.stringify([runlevels, permissions, programLinks, setIdPrograms]);

  return {
    name: 'rootfs',
    key: hashOf([
      String(recipe),
      baseKey,
      options.version,
      table,
      await sha256OfFile(options.k3os),
      ...contentsOf(overlay),
    ]),
    async build(folder) {
      progress('assembling the root file system');
      await assemble(folder, base, { ...options, overlay });
      const [size = '?'] = (await runTool(['du', '-sm', folder])).split('\t');
      progress(
        `root file system: ${size} MB, of which ${Math.round(programSize / 1e6)} MB are the program`,
      );
    },
  };
}
