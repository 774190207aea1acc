import { mkdirSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { sha256OfFile } from '../../../../src/image/build/file-digest.ts';
import { makeIso } from '../../../../src/image/media/iso.ts';
import { tempRoot } from '../../../support/temp-root.ts';

it('makes a medium of the same bytes at any time and place, whatever the time zone', async () => {
  const root = tempRoot({ '/part': 'bytes' });
  const make = async (folder: string, zone: string) => {
    vi.stubEnv('TZ', zone);
    mkdirSync(root.at(folder), { recursive: true });
    const iso = root.at(`${folder}/k3os.iso`);
    await makeIso(root.at(`${folder}/tree`), iso, {
      components: { kernel: { version: '6.12', files: { vmlinuz: root.at('/part') } } },
      ...{ architecture: 'amd64', menu: 'set timeout=1\n', config: undefined },
      epoch: 1_790_000_000,
    });
    return sha256OfFile(iso);
  };

  expect(await make('/a longer path', 'Asia/Tokyo')).toBe(await make('/b', 'America/St_Johns'));
});
