import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../../../src/dev/build.ts';
import { bootFiles } from '../../../src/generations/boot-files.ts';
import { renderBootState } from '../../../src/generations/boot-state.ts';
import { digest } from '../../../src/lib/digest.ts';
import { generation } from '../../support/generations.ts';
import { tempRoot } from '../../support/temp-root.ts';

const run = (...argv: string[]) => {
  const [program = '', ...words] = argv;
  return spawnSync(program, words, { encoding: 'utf8' });
};

describe("GRUB's own programs", () => {
  it('find no mistake in the boot menu', () => {
    expect(run('grub-script-check', join(project, 'config/boot/grub-disk.cfg'))).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('have the modules that the boot menu needs', () => {
    const list = readFileSync(join(project, 'config/boot/grub-disk-modules.txt'), 'utf8');
    const lines = list.split('\n').filter((line) => /^[a-z0-9_-]+: /.test(line));
    const of = (platform: string) =>
      lines
        .filter((line) => line.startsWith('all: ') || line.startsWith(`${platform}: `))
        .flatMap((line) => line.replace(/^.*: /, '').split(' '));

    for (const platform of ['i386-pc', 'x86_64-efi']) {
      const absent = of(platform).filter(
        (name) => !existsSync(`/usr/lib/grub/${platform}/${name}.mod`),
      );
      expect(absent).toEqual([]);
    }
  });

  it('read the block that we write', () => {
    const state = { good: 5, previous: 4, trial: 6, tries: 3 };
    const root = tempRoot({ '/grubenv': renderBootState(state) });

    expect(run('grub-editenv', root.at('/grubenv'), 'list').stdout).toBe(
      'good=5\nprevious=4\ntrial=6\ntries=3\n',
    );
  });

  it('check digests in the form that we write', () => {
    const content = 'kernel';
    const record = generation(5);
    const files = {
      vmlinuz: { size: 6, sha256: digest(content) },
      initrd: { size: 6, sha256: digest(content) },
    };
    const { kernel } = record.components;
    const components = { ...record.components, kernel: { ...kernel, files } };
    const root = tempRoot({
      '/boot.sha256': bootFiles({ ...record, components })['boot.sha256'] ?? '',
      '/vmlinuz': content,
      '/initrd': content,
    });

    // Of coreutils: GRUB's command understands the same lines.
    expect(
      spawnSync('sha256sum', ['--check', '--strict', root.at('/boot.sha256')], { cwd: root.path })
        .status,
    ).toBe(0);
  });
});
