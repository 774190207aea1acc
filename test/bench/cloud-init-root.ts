import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheFolder } from '../../src/image/build/cache.ts';
import { baseStage } from '../../src/image/system/base.ts';
import { ownArchitecture } from '../../src/lib/architecture.ts';
import type { ProgramBench } from './stages.ts';

/**
 * The folder of a root that both programs run in: Debian with the packages of the image and cloud-init. Not pruned: cloud-init needs
 * Python.
 */
export function rootWithCloudInit({ project, folder, say }: ProgramBench): Promise<string> {
  const packages = join(folder, 'packages.txt');
  const list = readFileSync(join(project, 'config/packages/base.txt'), 'utf8');
  writeFileSync(packages, `${list}\ncloud-init\n`);
  const prune = join(folder, 'prune.txt');
  writeFileSync(prune, '');

  const stage = baseStage({
    packagesFile: packages,
    pruneFile: prune,
    architecture: ownArchitecture,
    progress: say,
  });
  return cached(cacheFolder(), { ...stage, name: 'bench' });
}
