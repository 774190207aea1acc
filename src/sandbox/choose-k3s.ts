import { buildStandIn } from '../dev/build.ts';
import { cacheFolder } from '../image/build/cache.ts';
import { findK3s, type K3sBinary } from '../image/k3s/k3s-binary.ts';

/** What --k3s names, else the stand-in: whoever gets that is told so. */
export async function chooseK3s(
  source: string | undefined,
  say: (line: string) => void,
): Promise<K3sBinary> {
  if (source !== undefined) {
    return findK3s(source, cacheFolder());
  }

  say(
    'no k3s given (--k3s PATH or URL): using the stand-in, which forms a cluster but runs NO containers',
  );
  return findK3s(await buildStandIn(say), cacheFolder());
}
