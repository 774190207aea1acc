import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { System } from '../../effects/system.ts';
import { componentNames } from '../../generations/record.ts';
import {
  bootLoaderFolder,
  type InstallSource,
  mediumPlaces,
  parseManifest,
  readSource,
} from '../../install/source.ts';
import { runTool } from '../build/run-tool.ts';
import { extractFiles } from '../remaster/xorriso.ts';

/** What an ISO has to install, taken out of it into a folder: nothing needs to be mounted. */
export async function unpackMedium(
  system: System,
  iso: string,
  folder: string,
): Promise<InstallSource> {
  const { manifest, file } = mediumPlaces;
  const target = (path: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    return join(folder, path);
  };
  await extractFiles(iso, { [`/${manifest}`]: target(manifest) });
  const { components } = parseManifest(readFileSync(join(folder, manifest)), `${iso}: ${manifest}`);
  const paths = componentNames.flatMap((name) => {
    const { version = '', files = {} } = components[name] ?? {};
    return Object.keys(files).map((each) => file(name, version, each));
  });
  await extractFiles(iso, Object.fromEntries(paths.map((path) => [`/${path}`, target(path)])));

  const loader = join(folder, 'system');
  const medium = { folder, bootLoader: `${loader}${bootLoaderFolder}`, name: iso };
  const source = readSource(system, medium);
  const image = source.paths.k3os?.['k3os.squashfs'] ?? '';
  const words = ['-no-progress', '-quiet', '-force', '-dest', loader];
  await runTool(['unsquashfs', ...words, image, bootLoaderFolder.slice(1)]);
  return source;
}
