import type { System } from '../../effects/system.ts';
import { download } from './download.ts';

/** In memory; may hold secrets. */
const target = '/run/k3os/fetched';

/** Some networks for booting have nothing else. */
export async function fetchTftp(
  system: System,
  url: string,
  limits: { readonly maxBytes: number; readonly deadlineMs: number },
): Promise<Buffer> {
  const { files } = system;
  files.writeAtomically(target, '', { mode: 0o600 });
  try {
    await download(system, { url, target, protocols: '=tftp', ...limits });
    return files.read(target, limits.maxBytes) ?? Buffer.alloc(0);
  } finally {
    files.remove(target);
  }
}
