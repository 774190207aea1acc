import { buildK3os, buildStandIn, project } from '../../src/dev/build.ts';
import { programVersion } from '../../src/dev/program-version.ts';
import { cacheFolder } from '../../src/image/build/cache.ts';
import { sourceDateEpoch } from '../../src/image/build/epoch.ts';
import { buildImage, type Image } from '../../src/image/image.ts';
import { findK3s } from '../../src/image/k3s/k3s-binary.ts';

export const say = (line: string) => process.stderr.write(`${line}\n`);

/** The image that is tested, with the stand-in of k3s. */
export async function nodeImage(): Promise<Image> {
  return buildImage({
    project,
    k3os: await buildK3os(say),
    version: programVersion(project),
    k3s: { binary: await findK3s(await buildStandIn(say), cacheFolder()), images: [] },
    epoch: await sourceDateEpoch(project),
    progress: say,
  });
}

/** Vitest calls it before the first test, so that two of them do not build the same side by side. */
export async function setup(): Promise<void> {
  await nodeImage();
}
