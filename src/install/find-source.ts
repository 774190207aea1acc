import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { shownUrl } from '../lib/url.ts';
import { doubtOf, fetchText, isFile, type Pinned, parsePinned, pathOf } from './fetch-text.ts';
import { must } from './must.ts';
import type { InstallSettings } from './settings.ts';
import { bootLoaderFolder, type InstallSource, readSource } from './source.ts';

/** The boot medium of a live node. */
const ownMedium = '/run/k3os/iso';

const work = '/var/tmp/k3os-install';
const places = { iso: `${work}/k3os.iso`, medium: `${work}/medium`, system: `${work}/system` };
const hour = 3_600_000;

export interface FoundSource {
  readonly source: InstallSource;
  readonly warnings: readonly string[];
  /** Whatever was fetched and mounted is taken away. */
  release(): Promise<void>;
}

/** The image that is named, else the medium that this node was started from. */
export async function findSource(
  system: System,
  { isoUrl }: Pick<InstallSettings, 'isoUrl'>,
): Promise<FoundSource> {
  if (isoUrl !== undefined) {
    return fromIso(system, parsePinned(isoUrl));
  }
  if (system.files.status(ownMedium) === undefined) {
    throw new OperationError(
      'there is nothing to install from: this system was not started from a k3os medium; give the URL or path of an ISO (--iso, k3os.install.iso_url)',
    );
  }
  const source = readSource(system, {
    folder: ownMedium,
    bootLoader: bootLoaderFolder,
    name: ownMedium,
  });
  return { source, warnings: [], release: async () => undefined };
}

async function fromIso(system: System, pinned: Pinned): Promise<FoundSource> {
  const release = () => takeAway(system);
  await release();
  system.files.makeDirectory(work, { mode: 0o700 });
  try {
    const iso = await verifiedIso(system, pinned);
    await mountImage(system, iso, places.medium);
    const source = readSource(system, {
      folder: places.medium,
      bootLoader: `${places.system}${bootLoaderFolder}`,
      name: shownUrl(pinned.url),
    });
    await mountImage(system, source.paths.k3os?.['k3os.squashfs'] ?? '', places.system);
    const doubt = doubtOf(pinned);
    return { source, warnings: doubt === undefined ? [] : [doubt], release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Path of the file, which is what its digest says. */
async function verifiedIso(system: System, pinned: Pinned): Promise<string> {
  const { url } = pinned;
  const sha256 = pinned.sha256 ?? (await listedDigest(system, url));
  const path = isFile(url) ? pathOf(url) : places.iso;
  if (!isFile(url)) {
    await must(
      system,
      [
        ...['curl', '--fail', '--silent', '--show-error', '--location', '--retry', '5'],
        ...['--proto', '=https,http', '--proto-redir', '=https', '--output', path, url],
      ],
      { timeoutMs: hour },
    );
  }
  const found = system.files.digest(path)?.sha256;
  if (found !== sha256) {
    throw new OperationError(
      found === undefined
        ? `cannot read ${path}: there is no such file`
        : `${shownUrl(url)}: sha256 is ${found}, not ${sha256}: fetch it again`,
    );
  }
  return path;
}

/** As the release has it beside the ISO. */
async function listedDigest(system: System, url: string): Promise<string> {
  const list = url.replace(
    /[^/]*$/,
    `sha256sum-${process.arch === 'arm64' ? 'arm64' : 'amd64'}.txt`,
  );
  const name =
    url
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? '';
  const content = await fetchText(system, { url: list, sha256: undefined }).catch((cause) => {
    throw new OperationError(`no digest is known for ${shownUrl(url)}: give it as URL#SHA256`, {
      cause,
    });
  });
  const line = content
    .toString()
    .split('\n')
    .map((each) => /^([0-9a-f]{64}) [ *](.*)$/.exec(each.trim()))
    .find((match) => match?.[2] === name);
  if (line?.[1] === undefined) {
    throw new OperationError(`${shownUrl(list)} has no digest for ${name}: give it as URL#SHA256`);
  }
  return line[1];
}

async function mountImage(system: System, image: string, folder: string): Promise<void> {
  system.files.makeDirectory(folder, { mode: 0o700 });
  await must(system, ['mount', '-o', 'loop,ro,nosuid,nodev,noexec', image, folder]);
}

async function takeAway(system: System): Promise<void> {
  for (const folder of [places.system, places.medium]) {
    if (system.files.status(folder) !== undefined) {
      await system.exec(['umount', folder]);
    }
  }
  system.files.remove(work);
}
