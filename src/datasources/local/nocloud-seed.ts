import { OperationError } from '../../errors.ts';
import { shownUrl } from '../../lib/url.ts';
import type { Access } from '../access.ts';
import type { Documents } from '../documents/documents.ts';
import { fetchOptional } from '../documents/readable.ts';
import type { MetadataRequest } from '../http/metadata-http.ts';
import { requestFollowing } from '../http/request-following.ts';
import { hasText } from './first-medium.ts';
import { seedUrl, withDmi } from './seed-url.ts';

const most = 1024 * 1024;

/**
 * The documents below a URL or a folder. cloud-init wants both user-data and meta-data; one of them is enough to be of use, none means
 * that the address is wrong.
 */
export async function readSeed(access: Access, written: string): Promise<Documents> {
  const seed = withDmi(written, access.platform);
  const read = readerOf(access, seed);
  const documents: Record<string, Buffer | undefined> = {};
  for (const name of ['user-data', 'meta-data']) {
    documents[name] = await read(name);
  }
  if (!hasText(documents['user-data']) && !hasText(documents['meta-data'])) {
    throw new OperationError(`${shownUrl(seed)} has neither user-data nor meta-data`);
  }
  // Some servers of objects say of one that is not there that nobody may see it.
  const network = await fetchOptional('network-config', (request) =>
    read('network-config', { ...request, none: [403, 404] }),
  );
  return { ...documents, ...network };
}

type Reader = (
  name: string,
  request?: Pick<MetadataRequest, 'maxTries' | 'none'>,
) => Promise<Buffer | undefined>;

function readerOf({ http, files }: Access, seed: string): Reader {
  if (isHttp(seed)) {
    return async (name, request) =>
      (await requestFollowing(http, seedUrl(seed, name), request))?.body;
  }
  const folder = seed.replace(/^file:\/\//i, '');
  if (!folder.startsWith('/')) {
    throw new OperationError(
      `${shownUrl(seed)} cannot be read: a seed is an http or https URL, or a folder`,
    );
  }
  return async (name) => files.read(seedUrl(folder, name), most);
}

export function isHttp(seed: string): boolean {
  return /^https?:\/\//i.test(seed);
}
