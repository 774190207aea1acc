import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OperationError } from '../../errors.ts';

const Profile = z.strictObject({
  squashfs: z.strictObject({
    compression: z.enum(['zstd', 'xz', 'gzip', 'lz4']),
    /** Of zstd: higher is smaller and slower to make, reading is the same. */
    level: z.int().min(1).max(22),
    blockSize: z.string().regex(/^\d+[KM]$/),
  }),
  k3s: z.strictObject({
    version: z.string().regex(/^v\d+\.\d+\.\d+\+k3s\d+$/),
    releases: z.url(),
  }),
  /** Kernel modules that the initrd loads before anything else, in order. */
  initrdFirst: z.array(z.string()).min(1),
});

/** `config/image.json`: what an image is made of, besides its packages. */
export type Profile = z.infer<typeof Profile>;

export function readProfile(project: string): Profile {
  const file = join(project, 'config/image.json');
  const parsed = Profile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    throw new OperationError(`${file}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
