import { describe, expect, it } from 'vitest';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { realMedia } from '../../../../src/datasources/media/real-media.ts';
import { volume } from '../../../support/data-source.ts';
import { recordingSystem, type SystemGiven } from '../../../support/recording-system.ts';

const point = '/run/k3os/datasource-medium';
const lock = '/run/k3os/datasource-medium.lock';
const cd = volume({ device: '/dev/sr0', isOptical: true });

function inSystem(given: SystemGiven = {}, volumes: readonly Volume[] = [cd]) {
  const system = recordingSystem({
    ...given,
    programs: { modprobe: {}, mount: {}, umount: {}, ln: {}, ...given.programs },
  });
  const executed = () => system.effects.flatMap((each) => (each.did === 'exec' ? [each.argv] : []));
  // The lock, and the unmounting of what a killed one has left, have tests of their own.
  const ran = () =>
    executed().filter(([program], at, all) => program !== 'ln' && all[at - 1]?.[0] !== 'ln');
  const slept = () => system.effects.filter(({ did }) => did === 'sleep').length;
  return { system, media: realMedia(system, { volumes }), executed, ran, slept };
}

/** What is on the medium, as the mount shows it. */
function onMedium(tree: Record<string, unknown>): SystemGiven {
  const files = Object.entries(tree).map(([name, entry]) => [`${point}/${name}`, entry]);
  return { files: Object.fromEntries(files) };
}

describe('reading a medium', () => {
  it('mounts it for as long as it takes, and trusts nothing on it', async () => {
    const { media, ran } = inSystem(onMedium({ 'user-data': 'hostname: a\n' }));

    expect(await media.read(cd, ['user-data', 'meta-data'])).toEqual({
      'user-data': Buffer.from('hostname: a\n'),
      'meta-data': undefined,
    });
    expect(ran().slice(1)).toEqual([
      ['mount', '-t', 'iso9660', '-o', 'ro,nosuid,nodev,noexec', '/dev/sr0', point],
      ['umount', point],
    ]);
  });

  it.each([
    { type: 'vfat', module: 'nls_cp437' },
    { type: 'udf', module: 'udf' },
  ])('loads what $type needs', async ({ type, module }) => {
    const { media, ran } = inSystem();

    await media.read({ ...cd, type }, ['user-data']);

    expect(ran()[0]).toContain(module);
    expect(ran()[1]).toContain(type);
  });

  it('has one mounted at a time, whoever asks', async () => {
    const { media, ran } = inSystem(onMedium({ 'user-data': 'a' }));

    await Promise.allSettled([
      media.read({ ...cd, type: 'ext4' }, ['user-data']),
      media.read(cd, ['user-data']),
      media.read({ ...cd, device: '/dev/sr1' }, ['user-data']),
    ]);

    const mounts = ran().filter(([program]) => program !== 'modprobe');
    expect(mounts.map(([program]) => program)).toEqual(['mount', 'umount', 'mount', 'umount']);
  });

  it('keeps another process away meanwhile, and clears what a killed one has left', async () => {
    const answers = [{ status: 32, stderr: 'umount: not mounted' }];
    const { media, executed, system } = inSystem({
      ...onMedium({ 'user-data': 'a' }),
      programs: { umount: () => answers.shift() ?? {} },
    });

    await media.read(cd, ['user-data']);

    expect(executed().map(([program]) => program)).toEqual([
      ...['modprobe', 'ln', 'umount', 'mount', 'umount'],
    ]);
    expect(executed()[1]?.at(-1)).toBe(lock);
    expect(system.effects.at(-1)).toEqual({ did: 'remove', path: lock });
  });

  it('waits for another process that reads a medium', async () => {
    let tries = 0;
    const held = { status: 1, stderr: 'ln: File exists' };
    const { media, slept } = inSystem({
      files: { [`${point}/user-data`]: 'a', [lock]: { link: '42' }, '/proc/42/comm': 'k3os' },
      programs: { ln: () => (tries++ < 60 ? held : {}) },
    });

    expect((await media.read(cd, ['user-data']))['user-data']?.toString()).toBe('a');
    expect(slept()).toBe(60);
  });

  it('waits for it a minute and no longer, and names it', async () => {
    const { media, ran, system } = inSystem({
      files: { [lock]: { link: '42' }, '/proc/42/comm': 'k3os' },
      programs: { ln: { status: 1, stderr: 'ln: File exists' } },
    });
    const began = system.clock.monotonicMs();

    await expect(media.read(cd, ['user-data'])).rejects.toThrow(
      'another k3os (process 42) works on the datasource medium: try again when it has ended',
    );
    expect(system.clock.monotonicMs() - began).toBe(60_000);
    expect(ran().map(([program]) => program)).toEqual(['modprobe']);
  });

  it('finds names in any case, in folders, too', async () => {
    const { media } = inSystem(onMedium({ 'OPENSTACK/Latest/USER_DATA': 'a', 'CONFIG.D': 'b' }));

    const read = await media.read(cd, ['openstack/latest/user_data', 'config.d']);

    expect(Object.values(read).map(String)).toEqual(['a', 'b']);
  });

  it('prefers a name as it is written', async () => {
    const { media } = inSystem(onMedium({ CONFIG: 'large', config: 'small' }));

    expect((await media.read(cd, ['config'])).config?.toString()).toBe('small');
  });

  it.each([
    { what: 'a folder', entry: { directory: 0o755 } },
    { what: 'a device', entry: { other: true } },
  ])('takes $what for no file', async ({ entry }) => {
    const { media } = inSystem(onMedium({ 'user-data': entry }));

    expect(await media.read(cd, ['user-data'])).toEqual({ 'user-data': undefined });
  });

  it.each([
    {
      what: 'a link',
      tree: { 'user-data': { link: '/etc/shadow' } },
      says: '/dev/sr0: user-data: it is a link',
    },
    {
      what: 'a file behind a linked folder',
      tree: { 'user-data': '', conf: { link: '/etc' } },
      says: '/dev/sr0: conf/shadow: it is a link',
    },
    {
      what: 'too much',
      tree: { 'user-data': Buffer.alloc(1024 * 1024 + 1) },
      says: '/dev/sr0: user-data: has 1048577 bytes; 1048576 is the most',
    },
  ])('refuses $what, and still unmounts it', async ({ tree, says }) => {
    const { media, ran } = inSystem(onMedium(tree));

    await expect(media.read(cd, ['user-data', 'conf/shadow'])).rejects.toThrow(says);
    expect(ran().at(-1)).toEqual(['umount', point]);
    expect(ran().filter(([program]) => program === 'mount')).toHaveLength(1);
  });

  it('gives a drive time to spin up', async () => {
    const failed = { status: 32, stderr: 'mount: /dev/sr0: no medium found' };
    const answers = [failed, failed, {}];
    const { media, slept } = inSystem({
      ...onMedium({ 'user-data': 'a' }),
      programs: { mount: () => answers.shift() ?? {} },
    });

    expect((await media.read(cd, ['user-data']))['user-data']?.toString()).toBe('a');
    expect(slept()).toBe(2);
  });

  it('says why it cannot be mounted', async () => {
    const { media, ran } = inSystem({ programs: { mount: { status: 32, stderr: 'I/O error' } } });

    await expect(media.read(cd, ['user-data'])).rejects.toThrow(/mount .*\/dev\/sr0.*I\/O error/);
    expect(ran().map(([program]) => program)).not.toContain('umount');
  });

  it.each([
    { type: 'ext4', says: '/dev/sr0 has a file system of type ext4; iso9660, vfat and udf' },
    { type: '', says: '/dev/sr0 has no file system' },
  ])('does not mount what has the type "$type"', async ({ type, says }) => {
    const { media, ran } = inSystem();

    await expect(media.read({ ...cd, type }, ['user-data'])).rejects.toThrow(says);
    expect(ran()).toEqual([]);
  });
});

describe('finding a medium', () => {
  const isWanted = ({ label }: Volume) => label === 'cidata';
  const late = {
    files: { '/sys/class/block/sr0/size': '8\n' },
    programs: { blkid: { stdout: 'DEVNAME=/dev/sr0\nLABEL=cidata\nTYPE=iso9660\n' } },
  };

  it('looks no further than what was there at first', async () => {
    const { media, system } = inSystem({}, [{ ...cd, label: 'cidata' }, cd]);

    expect(await media.find(isWanted, 30_000)).toEqual([{ ...cd, label: 'cidata' }]);
    expect(system.effects).toEqual([]);
  });

  it('waits for one that has to come', async () => {
    const { media, slept } = inSystem(late, []);

    expect(await media.find(isWanted, 30_000)).toEqual([{ ...cd, label: 'cidata' }]);
    expect(slept()).toBe(1);
  });

  it('does not wait for one that may come', async () => {
    const { media, slept } = inSystem(late, []);

    expect(await media.find(isWanted, 0)).toEqual([]);
    expect(slept()).toBe(0);
  });

  it.each([3, 30])('waits %d s where that is said, and no longer', async (seconds) => {
    const { media, slept } = inSystem({}, []);

    expect(await media.find(isWanted, seconds * 1000)).toEqual([]);
    expect(slept()).toBe(seconds);
  });

  it('stops when nobody waits any more', async () => {
    const { media, slept } = inSystem({}, []);

    expect(await media.find(isWanted, 30_000, AbortSignal.abort())).toEqual([]);
    expect(slept()).toBe(0);
  });
});
