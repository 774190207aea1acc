import { describe, expect, it } from 'vitest';
import { parseBootWords } from '../../../src/boot/boot-words.ts';
import { type Found, nextStep } from '../../../src/boot/mode.ts';

const nothing: Found = { medium: undefined, state: [] };
const late = 30_000;

function step(cmdline: string, found: Partial<Found> = {}, waitedMs = 0) {
  return nextStep(parseBootWords(cmdline), { ...nothing, ...found }, waitedMs);
}

describe('the mode of a boot', () => {
  it('is entered at once when the command line says it and names no medium', () => {
    expect(step('k3os.mode=live')).toEqual({ kind: 'enter', mode: 'live' });
  });

  it('waits for the medium that is named', () => {
    expect(step('k3os.mode=live k3os.medium=K3OS')).toMatchObject({
      kind: 'wait',
      what: 'the boot medium labelled K3OS',
    });
    expect(step('k3os.mode=live k3os.medium=K3OS', { medium: '/dev/sr0' })).toEqual({
      kind: 'enter',
      mode: 'live',
    });
  });

  it('goes on without a medium that does not show, and says what is missed', () => {
    const entered = step('k3os.mode=live k3os.medium=K3OS', {}, late);

    expect(entered).toMatchObject({
      kind: 'enter',
      mode: 'live',
      note: expect.stringContaining('K3OS is not found after 30 s'),
    });
  });

  it('waits for a disk when nothing is said', () => {
    expect(step('')).toMatchObject({ kind: 'wait', what: 'a disk labelled K3OS_STATE' });
  });

  it.each(['', 'k3os.mode=disk '])(
    'is what k3os.fallback_mode says when no disk shows, with "%s"',
    (words) => {
      const entered = step(`${words}k3os.fallback_mode=live`, {}, late);

      expect(entered).toEqual({ kind: 'enter', mode: 'live' });
    },
  );

  it('then has as much time again to find the medium', () => {
    const words = 'k3os.fallback_mode=live k3os.medium=K3OS';

    expect(step(words, {}, late).kind).toBe('wait');
    expect(step(words, {}, 2 * late)).toMatchObject({ kind: 'enter', mode: 'live' });
  });

  it('fails with what to do when there is neither disk nor word', () => {
    expect(step('', {}, late)).toEqual({
      kind: 'fail',
      cause:
        'no disk is labelled K3OS_STATE after 30 s, and the kernel command line has no k3os.mode: add k3os.mode=live, or check the disk',
    });
  });

  it.each(['k3os.mode=disk', 'k3os.mode=local', '', 'k3os.fallback_mode=install'])(
    'is that of the disk when there is one, with "%s"',
    (words) => {
      expect(step(words, { state: ['/dev/vda3'] })).toEqual({ kind: 'enter', mode: 'local' });
    },
  );

  it.each(['k3os.mode=disk', '', 'k3os.fallback_mode=live'])(
    'is not guessed when two disks have a state, with "%s"',
    (words) => {
      expect(step(words, { state: ['/dev/sda3', '/dev/sdb3'] })).toEqual({
        kind: 'fail',
        cause:
          'more than one disk is labelled K3OS_STATE: /dev/sda3, /dev/sdb3; take away those that do not belong here',
      });
    },
  );

  it('installs in spite of a state when the command line says so', () => {
    expect(step('k3os.mode=install', { state: ['/dev/sda3'] })).toEqual({
      kind: 'enter',
      mode: 'install',
    });
  });

  it('fails when the disk that is named does not show', () => {
    expect(step('k3os.mode=disk').kind).toBe('wait');
    expect(step('k3os.mode=disk', {}, late)).toEqual({
      kind: 'fail',
      cause: 'no disk is labelled K3OS_STATE after 30 s: check the disk',
    });
  });

  it.each(['nonsense', 'LIVE', ''])(
    'fails at once for k3os.mode=%s, naming those there are',
    (mode) => {
      expect(step(`k3os.mode=${mode}`)).toMatchObject({
        kind: 'fail',
        cause: expect.stringMatching(/^k3os\.mode: .*it has live.*, rescue$/),
      });
    },
  );
});
