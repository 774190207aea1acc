import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/effects/action.ts';
import { perform } from '../../../src/effects/perform.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const accounts = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nbob:x:1001:1002:Bob:/home/bob:/bin/sh\n',
  '/etc/group': 'root:x:0:\nstaff:x:50:bob\n',
};
const write = (changes: Partial<Extract<Action, { kind: 'write' }>>): Action => ({
  kind: 'write',
  path: '/f',
  content: 'new',
  mode: 0o644,
  ...changes,
});

async function failure(action: Action, given: Parameters<typeof recordingSystem>[0] = {}) {
  return perform(action, recordingSystem(given)).then(
    () => 'no failure',
    (thrown: Error) => thrown.message,
  );
}

describe('performing', () => {
  it.each([
    { owner: { user: 'bob' }, uid: 1001, gid: 1002 },
    { owner: { user: 'bob', group: 'staff' }, uid: 1001, gid: 50 },
    { owner: { user: '1001' }, uid: 1001, gid: 1002 },
    { owner: { user: '4000' }, uid: 4000, gid: 0 },
    { owner: {}, uid: 0, gid: 0 },
  ])('writes a file for $owner', async ({ owner, uid, gid }) => {
    const system = recordingSystem({ files: accounts });

    await perform(write({ owner }), system);

    expect(system.files.status('/f')).toMatchObject({ uid, gid });
  });

  it('refuses a file for somebody unknown before anything is written', async () => {
    expect(await failure(write({ owner: { user: 'carol' } }), { files: accounts })).toBe(
      'no user carol on this system',
    );
  });

  it('quotes of the words of a program only what a terminal cannot take for orders', async () => {
    const programs = { sh: { status: 1, stderr: 'a\u001b[2Jb\rc\td\n' } };
    const command: Action = { kind: 'command', command: 'x', timeoutMs: 1000 };

    expect(await failure(command, { programs })).toBe('run command "x": exit status 1: a [2Jb c d');
  });

  it('appends through no link, whose mode is open to all', async () => {
    const files = { ...accounts, '/secret': 'old\n', '/f': { link: '/secret' } };
    const system = recordingSystem({ files });

    await expect(perform(write({ append: true }), system)).rejects.toThrow(
      'cannot append to /f: it is no regular file',
    );
    expect(system.files.status('/f')).toMatchObject({ kind: 'link' });
  });

  it('appends to what the file holds by then, keeping its mode', async () => {
    const system = recordingSystem({
      files: { ...accounts, '/f': { content: 'old\n', mode: 0o600 } },
    });

    await perform(write({ append: true }), system);

    expect(system.text('/f')).toBe('old\nnew');
    expect(system.files.status('/f')?.mode).toBe(0o600);
  });

  it.each([
    {
      when: 'a program is missing',
      action: { kind: 'run', argv: ['modprobe', 'x'] },
      reason: 'run modprobe x: exit status 127: modprobe: not found',
    },
    {
      when: 'a sysctl does not exist',
      action: { kind: 'sysctl', key: 'net.x', value: '1' },
      reason: 'this kernel has no sysctl net.x: is its module loaded?',
    },
    {
      when: 'a command hangs',
      action: { kind: 'command', command: 'slow', timeoutMs: 90_000 },
      reason: 'run command "slow": stopped after 90 s: last words',
    },
    {
      when: 'a file cannot be fetched',
      action: {
        kind: 'fetch-file',
        url: 'https://h/x?t=canary',
        headers: {},
        path: '/f',
        mode: 0o644,
      },
      reason: 'cannot fetch https://h/x for /f: the server answered 500',
    },
  ] as { when: string; action: Action; reason: string }[])(
    'says what went wrong when $when',
    async ({ action, reason }) => {
      const given = {
        programs: { sh: { status: 128, timedOut: true, stderr: 'last words\n' } },
        web: { 'https://h/x?t=canary': { status: 500 } },
      };

      expect(await failure(action, given)).toBe(reason);
    },
  );

  it('gives commands the configured environment besides the usual one', async () => {
    let env: Record<string, string> = {};
    const system = recordingSystem({
      programs: {
        sh: (_, options) => {
          env = { ...options.env };
          return {};
        },
      },
    });

    await perform(
      { kind: 'command', command: 'true', timeoutMs: 1, env: { http_proxy: 'p' } },
      system,
    );

    expect(env).toMatchObject({ http_proxy: 'p', PATH: expect.any(String) });
  });
});
