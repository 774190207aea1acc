import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { fillTemplate } from '../../facts/machine-facts.ts';
import { ownArchitecture } from '../../lib/architecture.ts';
import { doubtOf, type Pinned, parsePinned } from '../../lib/pinned-url.ts';
import { shownUrl } from '../../lib/url.ts';
import type { InstallSettings } from '../settings.ts';
import { clearWorkplace } from '../write/workplace.ts';
import { download } from './download.ts';
import { fetchText, isFile, pathOf } from './fetch-text.ts';
import { findOwnMedium, ownMedium } from './own-medium.ts';
import { type InstallSource, mediumPlaces, readSource } from './source.ts';

const work = '/var/tmp/k3os-install';
const places = { iso: `${work}/k3os.iso`, medium: `${work}/medium` };
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
  return isoUrl === undefined
    ? fromOwnMedium(system)
    : fromIso(system, parsePinned(fillTemplate(isoUrl, system.files, 'iso_url')));
}

async function fromOwnMedium(system: System): Promise<FoundSource> {
  if (system.files.status(`${ownMedium}/${mediumPlaces.manifest}`) !== undefined) {
    return { source: sourceIn(system, ownMedium), warnings: [], release: async () => undefined };
  }
  const device = await findOwnMedium(system);
  if (device === undefined) {
    throw new OperationError(
      'there is nothing to install from: this system was not started from a k3os medium, or it is gone; give the URL or path of an ISO (--iso, k3os.install.iso_url)',
    );
  }
  return inWorkplace(system, async () => {
    await mountImage(system, device, places.medium);
    return { source: sourceIn(system, places.medium), warnings: [] };
  });
}

function sourceIn(system: System, folder: string): InstallSource {
  return readSource(system, { folder, name: 'the boot medium' });
}

function fromIso(system: System, pinned: Pinned): Promise<FoundSource> {
  return inWorkplace(system, async () => {
    await mountImage(system, await verifiedIso(system, pinned), places.medium);
    const source = readSource(system, { folder: places.medium, name: shownUrl(pinned.url) });
    const doubt = doubtOf(pinned);
    return { source, warnings: doubt === undefined ? [] : [doubt] };
  });
}

async function inWorkplace(
  system: System,
  open: () => Promise<Omit<FoundSource, 'release'>>,
): Promise<FoundSource> {
  const release = () => clearWorkplace(system, work, [places.medium]);
  await release();
  system.files.makeDirectory(work, { mode: 0o700 });
  try {
    return { ...(await open()), release };
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
    const protocols = '=https,http,tftp';
    await download(system, { url, target: path, protocols, deadlineMs: hour });
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
  const list = url.replace(/[^/]*$/, `sha256sum-${ownArchitecture}.txt`);
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
  const loop = system.files.status(image)?.kind === 'file' ? 'loop,' : '';
  await must(system, ['mount', '-o', `${loop}ro,nosuid,nodev,noexec`, image, folder]);
}
