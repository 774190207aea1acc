import { describe, expect, it } from 'vitest';
import { isCurrent, writeStamp } from '../../../src/dev/build-stamp.ts';
import { type TempRoot, tempRoot } from '../../support/temp-root.ts';

describe('build stamp', () => {
  it.each([
    { when: 'nothing changed', change: () => undefined, current: true },
    {
      when: 'an input changed',
      change: ({ add }: TempRoot) => add({ '/src/main.ts': 'two' }),
      current: false,
    },
    {
      when: 'a file that is no input changed',
      change: ({ add }: TempRoot) => add({ '/src/other.ts': 'two' }),
      current: true,
    },
    {
      when: 'the output was edited away',
      change: ({ remove }: TempRoot) => remove('/dist/k3os'),
      current: false,
    },
    {
      when: 'the stamp was cut off by a full disk',
      change: ({ add }: TempRoot) => add({ '/dist/k3os.inputs.json': '{"settings": "v1 x6' }),
      current: false,
    },
    {
      when: 'an input was deleted',
      change: ({ remove }: TempRoot) => remove('/src/main.ts'),
      current: false,
    },
  ])('is current: $current when $when', ({ change, current }) => {
    const root = tempRoot({ '/src/main.ts': 'one', '/src/other.ts': 'one', '/dist/k3os': 'built' });
    writeStamp(root.path, root.at('/dist/k3os'), 'v1 x64', ['src/main.ts']);

    change(root);

    expect(isCurrent(root.path, root.at('/dist/k3os'), 'v1 x64')).toBe(current);
  });

  it('is not current for another version', () => {
    const root = tempRoot({ '/src/main.ts': 'one', '/dist/k3os': 'built' });
    writeStamp(root.path, root.at('/dist/k3os'), 'v1 x64', ['src/main.ts']);

    expect(isCurrent(root.path, root.at('/dist/k3os'), 'v2 x64')).toBe(false);
  });

  it('is not current where nothing was ever built', () => {
    const root = tempRoot();

    expect(isCurrent(root.path, root.at('/dist/k3os'), 'v1 x64')).toBe(false);
  });
});
