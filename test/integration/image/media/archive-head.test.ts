import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { archiveEnd, archiveHead } from '../../../../src/image/media/archive-head.ts';
import { tempRoot } from '../../../support/temp-root.ts';

it.each(['a', 'ab', 'abc', 'abcd', 'k3os.squashfs'])(
  'makes an archive of a file named %s that cpio takes',
  (name) => {
    const { path } = tempRoot();
    const content = Buffer.alloc(4096, 'x');
    const parts = [archiveHead(name, content.length, 1_790_000_000), content, archiveEnd()];
    writeFileSync(join(path, 'archive'), Buffer.concat(parts));
    mkdirSync(join(path, 'out'));

    const { status, stderr } = spawnSync('cpio', ['--extract', '--quiet', '-F', '../archive'], {
      cwd: join(path, 'out'),
    });

    expect({ status, said: stderr.toString() }).toEqual({ status: 0, said: '' });
    expect(readFileSync(join(path, 'out', name)).equals(content)).toBe(true);
  },
);
