import { statSync } from 'node:fs';
import type { Image } from '../../../src/image/image.ts';
import { limitResult, type Result } from '../result.ts';

/** Of an image without k3s, which is whatever somebody puts in. */
export function measureImageSize({ initrd, systemSquashfs, iso }: Image): Result[] {
  const sizes = [
    { what: 'initrd', file: initrd, limit: 110 },
    { what: 'system squashfs', file: systemSquashfs, limit: 90 },
    { what: 'ISO', file: iso, limit: 260 },
  ];
  return sizes.map(({ what, file, limit }) =>
    limitResult(`${what}, without k3s`, { value: statSync(file).size / 1e6, limit, unit: 'MB' }),
  );
}
