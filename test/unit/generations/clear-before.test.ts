import { describe, expect, it } from 'vitest';
import type { BootState } from '../../../src/generations/boot-state.ts';
import { clearBefore } from '../../../src/generations/clear-before.ts';
import { blocks } from '../../support/generations.ts';
import { type RecordingSystem, recordingSystem } from '../../support/recording-system.ts';

const top = '/run/k3os/state-rw';
const system = '/k3os/system';
const debian = {
  '/etc/fstab': '',
  '/home/alice/notes': '',
  '/swap.img': '',
  '/boot/vmlinuz-6.1': '',
  '/boot/grub/grub.cfg': '',
  '/boot/loader/entries/a.conf': '',
  '/lost+found/x': '',
  '/k3os/data/var/log/x': '',
  '/k3os/system/generations/1/boot.env': '',
};

function node(mark: string | undefined, { rm = {}, state = { good: 1 } as BootState } = {}) {
  const below = Object.fromEntries(
    Object.entries(debian).map(([path, content]) => [`${top}${path}`, content]),
  );
  const marks =
    mark === undefined ? {} : { [`${system}/${mark}`]: '', [`${top}${system}/${mark}`]: '' };
  return recordingSystem({
    files: {
      ...{ ...below, ...marks, ...blocks(state, `${top}${system}/boot`) },
      ...{ '/proc/self': { link: '77' }, '/proc/77/comm': 'k3os' },
    },
    programs: {
      ...{ ln: {}, mount: {}, umount: {}, sync: {}, sh: {}, tune2fs: {}, rm },
      findmnt: { stdout: '/dev/vda1\n' },
    },
  });
}

const did = ({ effects }: RecordingSystem) =>
  effects.flatMap((effect) => {
    const path = 'path' in effect ? effect.path : 'from' in effect ? effect.from : '';
    const line = effect.did === 'exec' ? effect.argv.join(' ') : `${effect.did} ${path}`;
    return /takeover|^(sync|tune2fs|rm) /.test(line) ? [line] : [];
  });

describe('what is left of the system that was here before', () => {
  it('is none on most nodes', async () => {
    const on = node(undefined);

    expect(await clearBefore(on)).toBe(false);
    expect(on.effects).toEqual([]);
  });

  it('goes, when nothing can lead back to it any more', async () => {
    const on = node('takeover');

    expect(await clearBefore(on)).toBe(true);

    expect(did(on)).toEqual([
      expect.stringMatching(/^rename .*takeover/),
      `sync -f ${top}${system}`,
      'tune2fs -L K3OS_STATE /dev/vda1',
      `rm -rf --one-file-system ${['etc', 'home', 'swap.img', 'boot/vmlinuz-6.1'].map((name) => `${top}/${name}`).join(' ')}`,
      `remove ${top}${system}/takeover.clearing`,
    ]);
  });

  it.each<{ when: string; state: BootState }>([
    { when: 'on trial', state: { trial: 1, tries: 2 } },
    { when: 'given up', state: { failed: 1 } },
  ])('stays as long as k3os is $when', async ({ state }) => {
    const on = node('takeover', { state });

    expect(await clearBefore(on)).toBe(false);

    expect(did(on)).toEqual([]);
  });

  it('goes after a cut in the middle of it', async () => {
    const on = node('takeover.clearing');

    expect(await clearBefore(on)).toBe(true);

    expect(did(on).at(-1)).toBe(`remove ${top}${system}/takeover.clearing`);
  });

  it('goes at the next start when it could not be removed', async () => {
    const on = node('takeover', { rm: { status: 1, stderr: 'rm: cannot remove it\n' } });

    await expect(clearBefore(on)).rejects.toThrow(/^rm -rf .*: rm: cannot remove it$/);

    expect(on.files.status(`${top}${system}/takeover.clearing`)).toBeDefined();
  });
});
