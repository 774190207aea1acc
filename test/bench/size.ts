import { statSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../src/dev/run-program.ts';
import type { Result } from './result.ts';

/** Of the program alone; the image's own budgets are checked where an image is built. */
export function measureSize(k3os: string, folder: string): Result[] {
  const squashed = join(folder, 'k3os.squashfs');
  outputOf(['mksquashfs', k3os, squashed, '-comp', 'zstd', '-Xcompression-level', '15', '-quiet']);

  return [
    megabytes('dist/k3os', statSync(k3os).size),
    megabytes('dist/k3os in a zstd squashfs', statSync(squashed).size),
  ];
}

function megabytes(what: string, bytes: number): Result {
  return { what, measured: `${(bytes / 1e6).toFixed(1)} MB`, values: { bytes } };
}
