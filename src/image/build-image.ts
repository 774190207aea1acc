import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSea } from 'node:sea';
import { OperationError, UsageError } from '../errors.ts';
import { ownArchitecture } from '../lib/architecture.ts';
import { listSizes, publish } from './artifacts.ts';
import { cached, cacheFolder } from './build/cache.ts';
import { sourceDateEpoch } from './build/epoch.ts';
import { readProfile } from './build/profile.ts';
import { together } from './build/together.ts';
import { buildImage } from './image.ts';
import { findK3s } from './k3s/k3s-binary.ts';
import type { K3sParts } from './k3s/k3s-image.ts';
import { findK3sImages } from './k3s/k3s-images.ts';
import { pinnedK3s } from './k3s/pinned-k3s.ts';
import { buildRootfs } from './system/rootfs.ts';
import { archiveFile, rootfsArchiveStage } from './system/rootfs-archive.ts';

export interface BuildRequest {
  /** A checkout of k3os. */
  readonly project: string;
  readonly version: string;
  /** Path, URL#SHA256 or `none`; undefined: the release of config/image.json. */
  readonly k3s: string | undefined;
  /** File or folder with image archives. */
  readonly k3sImages: string | undefined;
  /** Text of the user's config.yaml, already validated. */
  readonly config: string | undefined;
  /** Folder of the artifacts. */
  readonly output: string | undefined;
  readonly progress: (line: string) => void;
}

/** From the words of a person to files in a folder; the answer is for that person. */
export async function buildImageFiles(request: BuildRequest): Promise<string[]> {
  const { progress, config, version } = request;
  const project = checkProject(request.project);
  const cache = cacheFolder();
  const epoch = await sourceDateEpoch(project);
  const options = { project, version, cache, progress, k3os: ownProgram() };
  const k3s = await chooseK3s(request, project, cache);
  const rootfs = await buildRootfs(options);
  const [image, archive] = await together([
    buildImage({ ...options, k3s, config, epoch }),
    cached(cache, rootfsArchiveStage(rootfs, epoch, progress)),
  ]);
  const files = await publish({
    image,
    progress,
    archive: join(archive, archiveFile),
    architecture: ownArchitecture,
    folder: resolve(request.output ?? join(project, 'dist/artifacts')),
    secret: config !== undefined,
  });
  return listSizes(files);
}

function checkProject(folder: string): string {
  const project = resolve(folder);
  if (!existsSync(join(project, 'config/image.json'))) {
    throw new OperationError(
      `${project} is no checkout of k3os: packages and system files of an image are taken from one; name it with --project`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new OperationError(
      'an image is built as root: its files belong to root; to change a finished one no root is needed: k3os image remaster',
    );
  }
  return project;
}

/** What runs now is what is put in: nobody gets another program than the one that was tried. */
function ownProgram(): string {
  if (!isSea()) {
    throw new OperationError(
      'the sources cannot build an image, the finished program can: npm run image',
    );
  }
  return process.execPath;
}

async function chooseK3s(
  { k3s, k3sImages, progress }: BuildRequest,
  project: string,
  cache: string,
): Promise<K3sParts | undefined> {
  if (k3s === 'none') {
    if (k3sImages !== undefined) {
      throw new UsageError('--k3s-images needs a k3s');
    }
    progress('WARNING: without k3s the nodes of this image form no cluster');
    return undefined;
  }
  if (k3s !== undefined && /^https?:/.test(k3s) && !/#[0-9a-fA-F]{64}$/.test(k3s)) {
    throw new UsageError(
      `--k3s ${k3s}: what comes from elsewhere needs its digest: URL#SHA256, 64 hex digits`,
    );
  }

  const images = k3sImages === undefined ? [] : findK3sImages(k3sImages);
  const source = k3s ?? (await pinnedK3s(readProfile(project), ownArchitecture));
  return { binary: await findK3s(source, cache), images };
}
