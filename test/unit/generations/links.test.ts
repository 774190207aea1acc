import { describe, expect, it } from 'vitest';
import { repairLinks, wantedLinks, wrongLinks } from '../../../src/generations/links.ts';
import { generation, onDisk, storeOf, systemFolder } from '../../support/generations.ts';

const disk = onDisk(systemFolder, generation(4), generation(5, { k3s: 'v1.4.0+k3s1' }));
const state = { good: 5, previous: 4 };
const right = {
  'generations/current': '5',
  'k3os/current': 'v0.5.0',
  'k3s/current': 'v1.4.0+k3s1',
  'kernel/current': '6.5.0',
  'generations/previous': '4',
  'k3os/previous': 'v0.4.0',
  'k3s/previous': 'v1.4.0+k3s1',
  'kernel/previous': '6.4.0',
};

describe('the links', () => {
  it('follow from the state and the records', () => {
    const links = wantedLinks(state, 5, (number) => generation(number, { k3s: 'v1.4.0+k3s1' }));

    expect(links).toEqual(right);
  });

  it.each([
    { when: 'a generation on trial runs', booted: 4, kernel: '6.4.0' },
    { when: 'the network has started the system', booted: undefined, kernel: undefined },
  ])('of components follow what was booted when $when', ({ booted, kernel }) => {
    const links = wantedLinks(state, booted, generation);

    expect(links['kernel/current']).toBe(kernel);
    expect(links['generations/current']).toBe('5');
  });

  it('are none for what has no record', () => {
    expect(wantedLinks(state, 5, () => undefined)).toEqual({});
  });

  it('are made where there are none, and the second time nothing is to be done', () => {
    const store = storeOf(disk);

    expect(repairLinks(store, state, 5)).toEqual(Object.keys(right));
    expect(wrongLinks(store, state, 5)).toEqual([]);
    for (const [link, target] of Object.entries(right)) {
      expect(store.system.files.status(`${systemFolder}/${link}`)?.target).toBe(target);
    }
  });

  it('of what ran before are made first', () => {
    const store = storeOf(disk);

    repairLinks(store, state, 5);

    const made = store.system.effects.map((effect) => 'path' in effect && effect.path);
    expect(made.slice(0, 4).every((path) => String(path).endsWith('/previous'))).toBe(true);
  });

  it('are mended one by one', () => {
    const store = storeOf({ ...disk, [`${systemFolder}/kernel/current`]: { link: '6.1.0' } });
    repairLinks(store, state, 5);
    store.system.files.link(`${systemFolder}/kernel/current`, '6.1.0');

    expect(repairLinks(store, state, 5)).toEqual(['kernel/current']);
  });
});
