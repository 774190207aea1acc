import { describe, expect, it } from 'vitest';
import { recordingSystem } from '../../support/recording-system.ts';

describe('recording system', () => {
  it('records effects in order and shows their result', async () => {
    const system = recordingSystem({ programs: { date: { stdout: 'today' } } });

    system.files.writeAtomically('/etc/motd', 'hi', { mode: 0o600 });
    const { stdout } = await system.exec(['date'], { stdin: 'x' });
    await system.clock.sleep(1000);

    expect(stdout).toBe('today');
    expect(system.text('/etc/motd')).toBe('hi');
    expect(system.clock.now().toISOString()).toBe('2026-01-02T03:04:06.000Z');
    expect(system.effects).toEqual([
      { did: 'write', path: '/etc/motd', content: 'hi', mode: 0o600 },
      { did: 'exec', argv: ['date'], stdin: 'x' },
      { did: 'sleep', milliseconds: 1000 },
    ]);
  });

  it('follows links on the way and replaces one at the end', () => {
    const { files } = recordingSystem({
      files: { '/usr/etc/a': '1', '/etc': { link: 'usr/etc' }, '/usr/etc/b': { link: '/x/a' } },
    });

    files.writeAtomically('/etc/b', '2', { mode: 0o644 });

    expect(files.read('/etc/a')?.toString()).toBe('1');
    expect(files.status('/usr/etc/b')).toMatchObject({ kind: 'file', size: 1 });
    expect(files.status('/x')).toBeUndefined();
    expect(files.list('/usr/etc')).toEqual(['a', 'b']);
  });

  it.each([
    { when: 'the path is relative', path: 'etc/motd', code: 'EINVAL' },
    { when: 'it is a directory', path: '/etc', code: 'EISDIR' },
    { when: 'it is a FIFO', path: '/run/fifo', code: 'EINVAL' },
    { when: 'links go in circles', path: '/loop', code: 'ELOOP' },
    { when: 'it is larger than the limit', path: '/etc/motd', code: 'EFBIG' },
  ])('refuses to read when $when', ({ path, code }) => {
    const { files } = recordingSystem({
      files: { '/etc/motd': 'hello', '/run/fifo': { other: true }, '/loop': { link: '/loop' } },
    });

    expect(() => files.read(path, 4)).toThrow(expect.objectContaining({ code }));
  });

  it('answers as a machine does for programs and hosts that are not there', async () => {
    const system = recordingSystem();

    expect(await system.exec(['nonesuch'])).toMatchObject({ status: 127 });
    await expect(system.fetch('http://x/', { deadlineMs: 1, maxBytes: 1 })).rejects.toThrow();
  });
});
