import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hashOf, type Stage } from '../build/cache.ts';
import { renderSbom } from './sbom.ts';
import { readSbomInput, type SbomSources } from './sbom-sources.ts';

const recipe = 1;

/** File of the stage. */
export const sbomFile = 'k3os.spdx.json';

/** The list of contents of an image. */
export function sbomStage(sources: SbomSources, progress: (line: string) => void): Stage {
  const { project, base, kernel, version, architecture, epoch, k3s } = sources;
  const binary = k3s && statSync(k3s.path);
  return {
    name: 'sbom',
    key: hashOf([
      ...[String(recipe), version, architecture, String(epoch), basename(base), basename(kernel)],
      readFileSync(join(project, 'package-lock.json')),
      binary === undefined ? '' : `${k3s?.version} ${binary.size} ${binary.mtimeMs}`,
    ]),
    async build(folder) {
      progress('listing the contents');
      writeFileSync(join(folder, sbomFile), renderSbom(await readSbomInput(sources)));
    },
  };
}
