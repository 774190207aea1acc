import type { Documents } from '../documents/documents.ts';
import type { MetadataHttp } from './metadata-http.ts';

/** One document a leaf, with its path below the base as name; those that are not there are undefined. */
export async function leavesOf(
  http: MetadataHttp,
  base: string,
  paths: readonly string[],
): Promise<Documents> {
  const documents: Record<string, Buffer | undefined> = {};
  for (const path of paths) {
    documents[path] = (await http.request(`${base}/${path}`))?.body;
  }
  return documents;
}
