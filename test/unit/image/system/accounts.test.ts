import { describe, expect, it } from 'vitest';
import { addRancher, systemAccounts } from '../../../../src/image/system/accounts.ts';

describe('the accounts of the image', () => {
  it('have rancher with uid 1000', () => {
    expect(addRancher('passwd', 'root:x:0:0:root:/root:/bin/bash\n')).toBe(
      'root:x:0:0:root:/root:/bin/bash\nrancher:x:1000:1000:rancher:/home/rancher:/bin/bash\n',
    );
  });

  it.each(['root:!unlocked:1:::::', 'root::1:::::', 'root:$6$x$y:1:::::'])(
    'lock root, whatever %s says',
    (line) => {
      expect(addRancher('shadow', `${line}\n`)).toMatch(/^root:\*:1:/);
    },
  );

  it('give rancher no password that could be typed', () => {
    expect(addRancher('shadow', '')).toMatch(/^rancher:\*:/);
  });

  it.each([
    { before: 'sudo:x:27:', after: 'sudo:x:27:rancher' },
    { before: 'sudo:x:27:somebody', after: 'sudo:x:27:somebody,rancher' },
    { before: 'sudo:x:27:rancher', after: 'sudo:x:27:rancher' },
    { before: 'docker:x:99:', after: 'docker:x:99:' },
  ])('turn $before into $after', ({ before, after }) => {
    expect(addRancher('group', `${before}\n`).split('\n')[0]).toBe(after);
  });

  it('are the same when they are added twice', () => {
    const once = addRancher('group', 'sudo:x:27:\n');

    expect(addRancher('group', once)).toBe(once);
  });

  it('have numbers that no package would give: /var outlives the image', () => {
    const ids = systemAccounts.passwd.map((line) => Number(line.split(':')[2]));

    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(990);
    expect(Math.max(...ids)).toBeLessThan(1000);
  });
});
