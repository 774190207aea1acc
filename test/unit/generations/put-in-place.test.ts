import { describe, expect, it } from 'vitest';
import { addFirstGeneration, addGeneration } from '../../../src/generations/install-generation.ts';
import type { Store } from '../../../src/generations/places.ts';
import { type NewGeneration, putInPlace } from '../../../src/generations/put-in-place.ts';
import { readBootState, readGeneration } from '../../../src/generations/read-generations.ts';
import {
  blocks,
  componentFiles,
  generation,
  onDisk,
  programs,
  storeOf,
  systemFolder,
  unpacked,
  versionsOf,
} from '../../support/generations.ts';
import type { MemoryTree } from '../../support/memory-files.ts';
import type { Effect, SystemGiven } from '../../support/recording-system.ts';

const newest = generation(6);
const settled = { good: 5, previous: 4 };
const before: MemoryTree = {
  ...onDisk(systemFolder, generation(4), generation(5)),
  ...blocks(settled),
  ...flat(newest.number),
};

/** A folder of verified files has no versions in its paths. */
function flat(number: number): MemoryTree {
  const { components } = generation(number);
  const parts = Object.entries(components).map(([name, part]) => [name, { ...part, folder: '' }]);
  const files = unpacked('/new', { ...generation(number), components: Object.fromEntries(parts) });
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path.replace('//', '/'), content]),
  );
}

function wanted(number: number): NewGeneration {
  const versions = versionsOf(number);
  return {
    from: '/new',
    origin: 'a test',
    components: {
      k3os: componentFiles('k3os', versions.k3os),
      k3s: componentFiles('k3s', versions.k3s),
      kernel: componentFiles('kernel', versions.kernel),
    },
  };
}

const add = (store: Store) => addGeneration(store, wanted(6));
const unfinishedIn = ({ system }: Store) =>
  ['generations', 'k3os', 'k3s', 'kernel']
    .flatMap((part) => system.files.list(`${systemFolder}/${part}`) ?? [])
    .filter((name) => name.includes('.tmp-'));

describe('a new generation', () => {
  it('is complete on disk before it is on trial', async () => {
    const store = storeOf(before);

    const added = await add(store);

    expect(added).toMatchObject({ number: 6, components: newest.components });
    expect(readGeneration(store, 6)).toEqual({ number: 6, record: added });
    expect(readBootState(store).state).toEqual({ ...settled, trial: 6, tries: 3 });
    const steps = store.system.effects.map(stepOf).filter((step) => step !== undefined);
    expect(steps).toEqual([
      'named k3os',
      'named k3s',
      'named kernel',
      'named generations',
      'synced',
      'frozen',
      'armed',
      'armed',
    ]);
  });

  it('says to the boot loader and the initrd where its parts are', () => {
    const store = storeOf(before);

    putInPlace(store, wanted(6));

    const folder = `${systemFolder}/generations/6`;
    expect(store.system.text(`${folder}/boot.env`)?.split('\n').slice(1, -1)).toEqual([
      'generation=6',
      'k3os=/k3os/system/k3os/v0.6.0',
      'k3s=/k3os/system/k3s/v1.6.0+k3s1',
      'kernel=/k3os/system/kernel/6.6.0',
    ]);
    expect(store.system.text(`${folder}/boot.sha256`)).toMatch(
      /^[0-9a-f]{64} {2}vmlinuz\n[0-9a-f]{64} {2}initrd\n$/,
    );
  });

  it('uses what is there already', async () => {
    const store = storeOf(before);

    await addGeneration(store, {
      ...wanted(6),
      components: {
        ...wanted(6).components,
        k3s: componentFiles('k3s', versionsOf(5).k3s),
        kernel: componentFiles('kernel', versionsOf(5).kernel),
      },
    });

    const copied = store.system.effects.filter(({ did }) => did === 'copy');
    expect(copied).toHaveLength(1);
    expect(readGeneration(store, 6).record?.components.kernel.folder).toBe('6.5.0');
  });

  it('stands beside another build of the same version, which may be the good one', async () => {
    const store = storeOf({ ...before, [`${systemFolder}/kernel/6.6.0/vmlinuz`]: 'another build' });

    const { components } = await add(store);

    expect(components.kernel.folder).toMatch(/^6\.6\.0~[0-9a-f]{12}$/);
    expect(store.system.text(`${systemFolder}/kernel/6.6.0/vmlinuz`)).toBe('another build');
    expect(store.system.text(`${systemFolder}/kernel/${components.kernel.folder}/vmlinuz`)).toBe(
      'vmlinuz of 6.6.0\n',
    );
  });

  it('gets a number that none had before', async () => {
    const store = storeOf({ ...before, [`${systemFolder}/generations/17/x`]: '' });

    expect((await add(store)).number).toBe(18);
  });

  it('removes what an interrupted one has left', async () => {
    const store = storeOf({
      ...before,
      [`${systemFolder}/kernel/6.6.0.tmp-0123456789ab/vmlinuz`]: 'half',
      [`${systemFolder}/generations/6.tmp-0123456789ab/boot.env`]: 'half',
    });

    await add(store);

    expect(unfinishedIn(store)).toEqual([]);
  });

  it.each<{ when: string; files?: MemoryTree; given?: Partial<SystemGiven>; reason: RegExp }>([
    {
      when: 'a file is not what was verified',
      files: { '/new/kernel/initrd': 'something else' },
      reason: /kernel 6\.6\.0 is not what was verified/,
    },
    {
      when: 'the disk does not take what is written',
      given: { programs: { ...programs, sync: { status: 1, stderr: 'sync: EIO' } } },
      reason: /cannot write out the file system of \/k3os\/system: sync: EIO/,
    },
    {
      when: 'the file system cannot be frozen',
      given: { programs: { ...programs, sh: { status: 1, stderr: 'fsfreeze: unsupported' } } },
      reason: /cannot freeze the file system of \/k3os\/system: fsfreeze: unsupported/,
    },
    {
      when: 'another one is on trial',
      files: blocks({ ...settled, trial: 4, tries: 1 }),
      reason: /generation 4 is still on trial/,
    },
    {
      when: 'it is not known what to go back to',
      files: { '/boot/grub/grubenv': '', '/boot/grub/grubenv.copy': '' },
      reason: /no good generation is known/,
    },
  ])('is refused when $when, and nothing is on trial for it', async ({ files, given, reason }) => {
    const store = storeOf({ ...before, ...files }, given);
    const state = readBootState(store);

    await expect(add(store)).rejects.toThrow(reason);

    expect(readBootState(store)).toEqual(state);
    expect(unfinishedIn(store)).toEqual([]);
    expect(store.system.effects.map(stepOf)).not.toContain('armed');
  });

  it('is refused before anything is written when it cannot be tried', async () => {
    const store = storeOf({ ...before, ...blocks({ ...settled, trial: 4, tries: 1 }) });

    await expect(add(store)).rejects.toThrow(/on trial/);

    expect(store.system.effects).toEqual([]);
  });

  it('is refused without a kernel', () => {
    const { kernel: _, ...components } = wanted(6).components;

    expect(() => putInPlace(storeOf(before), { ...wanted(6), components })).toThrow(
      /needs a system \(k3os\) and a kernel/,
    );
  });
});

describe('the first generation of a disk', () => {
  it('is good at once, with links to it', async () => {
    const store = storeOf(flat(1));

    const added = await addFirstGeneration(store, wanted(1));

    expect(added.number).toBe(1);
    expect(readBootState(store)).toMatchObject({ state: { good: 1 }, damage: [] });
    expect(store.system.files.status(`${systemFolder}/k3s/current`)?.target).toBe('v1.1.0+k3s1');
  });
});

function stepOf(effect: Effect): string | undefined {
  if (effect.did === 'rename') {
    return `named ${effect.to.split('/')[3]}`;
  }
  if (effect.did === 'exec') {
    return effect.argv[0] === 'sync' ? 'synced' : 'frozen';
  }
  return effect.did === 'overwrite' ? 'armed' : undefined;
}
