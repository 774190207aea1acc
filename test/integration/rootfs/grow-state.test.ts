import { spawnSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const script = fileURLToPath(new URL('../../../rootfs/usr/lib/k3os/grow-state', import.meta.url));
const mebibyte = 1024 * 1024;
const after: (() => void)[] = [];

afterEach(() => {
  for (const undo of after.splice(0).reverse()) {
    undo();
  }
});

function run(argv: readonly string[], input = ''): string {
  const [program = '', ...words] = argv;
  const { status, stdout, stderr } = spawnSync(program, words, { input, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${argv.join(' ')}: ${stderr}`);
  }
  return stdout.trim();
}

/**
 * A disk of 64 MiB, of which the second partition is an ext4 file system, that has become one of 256. It was never mounted, since
 * not every container may let a mounted one grow.
 */
function enlargedDisk(label: 'gpt' | 'dos', sectorBytes: 512 | 4096) {
  const { path } = tempRoot({ 'state/kept': 'kept\n' });
  const file = join(path, 'disk');
  writeFileSync(file, '');
  truncateSync(file, 64 * mebibyte);
  const attach = ['losetup', '--find', '--show', '--sector-size', String(sectorBytes), file];
  const disk = run(attach);
  after.push(() => run(['losetup', '--detach', disk]));
  run(['sfdisk', '--quiet', '--no-tell-kernel', disk], `label: ${label}\nsize=4MiB\n,\n`);
  // By hand, since not every kernel looks for partitions itself.
  run(['partx', '--update', disk]);
  after.push(() => run(['partx', '--delete', disk]));
  const device = `${disk}p2`;
  run(['mkfs.ext4', '-q', '-d', join(path, 'state'), device]);
  truncateSync(file, 256 * mebibyte);
  run(['losetup', '--set-capacity', disk]);
  return { disk, device };
}

function sizeOf(device: string): number {
  const text = run(['dumpe2fs', '-h', device]);
  const field = (name: string) => Number(new RegExp(`^${name}: +(\\d+)$`, 'm').exec(text)?.[1]);
  return field('Block count') * field('Block size');
}

describe('the state of a node on a disk that became larger', () => {
  it.each([
    { label: 'gpt', sectorBytes: 512 },
    { label: 'gpt', sectorBytes: 4096 },
    { label: 'dos', sectorBytes: 512 },
  ] as const)(
    'grows to its end, with $label and sectors of $sectorBytes bytes, once',
    ({ label, sectorBytes }) => {
      const { disk, device } = enlargedDisk(label, sectorBytes);

      run(['dash', script, device]);

      expect(sizeOf(device)).toBeGreaterThan(220 * mebibyte);
      expect(run(['debugfs', '-R', 'cat kept', device])).toBe('kept');
      const table = run(['sfdisk', '--dump', disk]);
      expect(run(['dash', script, device])).toBe('');
      expect(run(['sfdisk', '--dump', disk])).toBe(table);
      expect(run(['sfdisk', '--verify', disk])).toContain('No errors detected');
    },
  );

  it('goes on where it was interrupted', () => {
    const { disk, device } = enlargedDisk('gpt', 512);
    run(['sfdisk', '--quiet', '--no-reread', '--no-tell-kernel', '-N', '2', disk], ', +\n');

    run(['dash', script, device]);

    expect(sizeOf(device)).toBeGreaterThan(220 * mebibyte);
  });

  it('is left alone on a disk without partitions', () => {
    expect(run(['dash', script, '/dev/loop-control'])).toBe('');
  });
});
