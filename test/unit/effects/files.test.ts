import { chmodSync, chownSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realFiles } from '../../../src/effects/files.ts';
import { tempRoot } from '../../support/temp-root.ts';

describe('files below a root', () => {
  it.each([
    { when: 'a parent is an absolute link', path: '/abs/file', lands: '/real/file' },
    { when: 'a parent is a relative link upwards', path: '/deep/up/file', lands: '/real/file' },
    { when: 'a link points above the root', path: '/escape/file', lands: '/outside/file' },
    { when: 'the path climbs above the root', path: '/../../real/file', lands: '/real/file' },
    { when: 'parents are missing', path: '/new/sub/file', lands: '/new/sub/file' },
  ])('are written inside it when $when', ({ path, lands }) => {
    const root = tempRoot({
      '/real': { directory: 0o755 },
      '/abs': { link: '/real' },
      '/deep/up': { link: '../real' },
      '/escape': { link: '../../../../outside' },
    });

    realFiles(root.path).writeAtomically(path, 'x', { mode: 0o644 });

    expect(root.text(lands)).toBe('x');
  });

  it('replaces a link as last element and leaves its target alone', () => {
    const root = tempRoot({ '/etc/shadow': 'secret', '/etc/motd': { link: 'shadow' } });

    realFiles(root.path).writeAtomically('/etc/motd', 'hello', { mode: 0o644 });

    expect(root.snapshot()).toEqual({ '/etc/shadow': 'secret', '/etc/motd': 'hello' });
  });

  it.each([{ mask: 0o000 }, { mask: 0o077 }])(
    'gives the asked mode under umask $mask',
    ({ mask }) => {
      const root = tempRoot();
      const before = process.umask(mask);

      realFiles(root.path).writeAtomically('/a/b/f', 'x', { mode: 0o640 });
      process.umask(before);

      expect([root.mode('/a/b/f'), root.mode('/a/b'), root.mode('/a')]).toEqual([
        0o640, 0o755, 0o755,
      ]);
    },
  );

  it('leaves no temporary file behind when the place is taken by a directory', () => {
    const root = tempRoot({ '/etc/motd/x': '' });

    expect(() => realFiles(root.path).writeAtomically('/etc/motd', 'x', { mode: 0o644 })).toThrow(
      /motd: it is a directory/,
    );
    expect(Object.keys(root.snapshot())).toEqual(['/etc/motd/x']);
  });

  it.each([
    { when: 'the file is larger than the limit', path: '/big', reason: /larger than 4 bytes/ },
    { when: 'it is a directory', path: '/dir', reason: /not a regular file/ },
    { when: 'a link goes in circles', path: '/loop', reason: /too many symbolic links/ },
    { when: 'the path is relative', path: 'big', reason: /not an absolute path/ },
  ])('refuses to read when $when', ({ path, reason }) => {
    const root = tempRoot({ '/big': '12345', '/dir/x': '', '/loop': { link: 'loop' } });

    expect(() => realFiles(root.path).read(path, 4)).toThrow(reason);
  });

  it('answers undefined for what does not exist, also below a file', () => {
    const files = realFiles(tempRoot({ '/f': '' }).path);

    expect([
      files.read('/none'),
      files.read('/f/x'),
      files.status('/none'),
      files.list('/none'),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('sets the mode of a directory that exists already', () => {
    const root = tempRoot({ '/home/rancher/.ssh': { directory: 0o755 } });

    realFiles(root.path).makeDirectory('/home/rancher/.ssh', { mode: 0o700 });

    expect(root.mode('/home/rancher/.ssh')).toBe(0o700);
  });

  it('writes in place what may only be written, as some sysctls', () => {
    const root = tempRoot({ '/flush': { content: '', mode: 0o200 } });
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      // Root may read all; as nobody the mode counts, as it does for root with sysctls.
      chownSync(root.at('/flush'), 65534, 65534);
      chmodSync(root.path, 0o755);
      process.seteuid?.(65534);
    }
    try {
      realFiles(root.path).writeInPlace('/flush', '1');
    } finally {
      process.seteuid?.(isRoot ? 0 : (process.getuid?.() ?? 0));
    }

    chmodSync(root.at('/flush'), 0o600);
    expect(root.text('/flush')).toBe('1');
  });

  it('points a link elsewhere in one step', () => {
    const root = tempRoot({ '/current': { link: 'v1' } });

    realFiles(root.path).link('/current', 'v2');

    expect(root.snapshot()).toEqual({ '/current': '-> v2' });
  });
});

describe('files that the boot loader reads', () => {
  it('are written over without being made anew', () => {
    const root = tempRoot({ '/grubenv': 'x'.repeat(1024) });
    const before = statSync(root.at('/grubenv')).ino;

    realFiles(root.path).overwrite('/grubenv', Buffer.alloc(1024, 'y'));

    expect(root.text('/grubenv')).toBe('y'.repeat(1024));
    expect(statSync(root.at('/grubenv')).ino).toBe(before);
  });

  it.each([
    { when: 'it has another length', path: '/f', reason: /it has 1 bytes, not 2/ },
    { when: 'it is absent', path: '/none', reason: /cannot write \/none/ },
  ])('are not written over when $when', ({ path, reason }) => {
    const root = tempRoot({ '/f': 'x' });

    expect(() => realFiles(root.path).overwrite(path, Buffer.from('yy'))).toThrow(reason);
    expect(root.snapshot()).toEqual({ '/f': 'x' });
  });

  it('are copied with their mode, and never over something', () => {
    const root = tempRoot({ '/from': Buffer.alloc(3_000_000, 'x'), '/there': 'old' });
    const files = realFiles(root.path);

    files.copy('/from', '/new/to', { mode: 0o640 });

    expect(files.digest('/new/to')).toEqual(files.digest('/from'));
    expect(root.mode('/new/to')).toBe(0o640);
    expect(() => files.copy('/from', '/there', { mode: 0o640 })).toThrow(
      /cannot copy \/from to \/there/,
    );
    expect(root.text('/there')).toBe('old');
  });

  it('have a digest of all their bytes', () => {
    const files = realFiles(tempRoot({ '/f': 'abc' }).path);

    expect(files.digest('/f')).toEqual({
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    expect(files.digest('/none')).toBeUndefined();
  });

  it('get their last name together with their folder', () => {
    const root = tempRoot({ '/a.tmp/f': 'x', '/b/f': 'y' });

    realFiles(root.path).rename('/a.tmp', '/a');

    expect(root.snapshot()).toEqual({ '/a/f': 'x', '/b/f': 'y' });
    expect(() => realFiles(root.path).rename('/a', '/b')).toThrow(/cannot rename \/a to \/b/);
  });
});
