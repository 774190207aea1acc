import { statSync } from 'node:fs';
import { runTool } from '../../../src/image/build/run-tool.ts';
import type { Image } from '../../../src/image/image.ts';
import { limitResult, type Result } from '../result.ts';

/** Of an image without k3s, which is whatever somebody puts in. */
export async function measureImageSize({ initrd, iso }: Image): Promise<Result[]> {
  const sizes = [
    { what: 'initrd', bytes: statSync(initrd).size, limit: 110 },
    { what: 'system squashfs', bytes: await systemSize(initrd), limit: 90 },
    { what: 'ISO', bytes: statSync(iso).size, limit: 260 },
  ];
  return sizes.map(({ what, bytes, limit }) =>
    limitResult(`${what}, without k3s`, { value: bytes / 1e6, limit, unit: 'MB' }),
  );
}

/** As the initrd has it. */
async function systemSize(initrd: string): Promise<number> {
  const listing = await runTool(['cpio', '--list', '--verbose', '--quiet', `--file=${initrd}`]);
  const [, bytes] = /^\S+ +\d+ +\S+ +\S+ +(\d+) .* k3os\.squashfs$/m.exec(listing) ?? [];
  if (bytes === undefined) {
    throw new Error(`${initrd} has no k3os.squashfs`);
  }
  return Number(bytes);
}
