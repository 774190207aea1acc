import type { System } from '../effects/system.ts';
import { must } from './must.ts';

/** In memory; may hold secrets. */
const target = '/run/k3os/fetched';

/** By curl, which knows that protocol: some networks for booting have nothing else. */
export async function fetchTftp(
  system: System,
  url: string,
  { maxBytes, deadlineMs }: { maxBytes: number; deadlineMs: number },
): Promise<Buffer> {
  const { files } = system;
  files.writeAtomically(target, '', { mode: 0o600 });
  try {
    const bounds = ['--max-filesize', String(maxBytes), '--max-time', String(deadlineMs / 1000)];
    const words = ['--silent', '--show-error', '--proto', '=tftp', '--output', target];
    await must(system, ['curl', ...words, ...bounds, url], { timeoutMs: deadlineMs + 5_000 });
    return files.read(target, maxBytes) ?? Buffer.alloc(0);
  } finally {
    files.remove(target);
  }
}
