import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { System } from '../../effects/system.ts';
import {
  type InstallSource,
  listFiles,
  mediumPlaces,
  parseManifest,
  readSource,
} from '../../install/source/source.ts';
import { extractFiles } from '../remaster/xorriso.ts';

/** What an ISO has to install, taken out of it into a folder: nothing needs to be mounted. */
export async function unpackMedium(
  system: System,
  iso: string,
  folder: string,
): Promise<InstallSource> {
  const { manifest } = mediumPlaces;
  const extract = (paths: readonly string[]) =>
    extractFiles(
      iso,
      Object.fromEntries(paths.map((path) => [`/${path}`, placeFor(folder, path)])),
    );
  await extract([manifest]);
  const { components } = parseManifest(readFileSync(join(folder, manifest)), `${iso}: ${manifest}`);
  await extract(listFiles(components).map(({ path }) => path));
  return readSource(system, { folder, name: iso });
}

function placeFor(folder: string, path: string): string {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  return join(folder, path);
}
