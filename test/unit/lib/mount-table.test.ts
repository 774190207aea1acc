import { describe, expect, it } from 'vitest';
import { fstabLine, mountPoints } from '../../../src/lib/mount-table.ts';

describe('the mount table', () => {
  it('escapes what would split or end a field', () => {
    const entry = {
      device: 'LABEL=my disk',
      point: '/var/a\tb',
      type: 'ext4',
      options: 'defaults',
      dump: '0',
      pass: '2',
    };

    expect(fstabLine(entry)).toBe('LABEL=my\\040disk /var/a\\011b ext4 defaults 0 2');
    expect(fstabLine({ ...entry, device: '#x\\y' })).toMatch(/^\\043x\\134y /);
  });

  it('reads mount points back unescaped', () => {
    const text =
      '22 1 0:2 / / rw - ext4 /dev/a rw\n36 22 8:1 / /var/my\\040disk rw shared:1 - ext4 /dev/b rw\n';

    expect([...mountPoints(text)]).toEqual(expect.arrayContaining(['/', '/var/my disk']));
  });
});
