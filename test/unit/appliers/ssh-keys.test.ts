import { describe, expect, it } from 'vitest';
import { sortKeys } from '../../../src/appliers/key-sources.ts';
import { sshKeys } from '../../../src/appliers/ssh-keys.ts';
import { renderAuthorizedKeys, renderKeyCache } from '../../../src/lib/authorized-keys.ts';
import { does, type Given, planOf, written } from './planned.ts';

const path = '/home/rancher/.ssh/authorized_keys';
const folder = '/home/rancher/.ssh';
const own = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f own';
const alices = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA';
const bootId = 'this-boot';

const cacheOf = (spec: string) => sortKeys([spec]).remote[0]?.cache ?? '';
const cached = (spec: string, boot: string) => ({
  [cacheOf(spec)]: { content: renderKeyCache(spec, { bootId: boot, keys: [alices] }), mode: 0o600 },
});
const present = (content: string) => ({
  [folder]: { kind: 'directory' as const, mode: 0o700, uid: 1000, gid: 1000 },
  [path]: { content, mode: 0o600, uid: 1000, gid: 1000 },
});
const both = { sshAuthorizedKeys: [own, 'github:alice'] };

describe('ssh keys', () => {
  it.each<Given & { when: string; done: string[] }>([
    { when: 'none were ever configured', done: [] },
    {
      when: 'a key is given',
      wanted: { sshAuthorizedKeys: [own] },
      done: [`directory ${folder}`, `write ${path}`],
    },
    {
      when: 'it is in place',
      wanted: { sshAuthorizedKeys: [own] },
      files: present(renderAuthorizedKeys('', [own])),
      done: [],
    },
    {
      when: 'the file is open to others',
      wanted: { sshAuthorizedKeys: [own] },
      files: {
        ...present(''),
        [path]: { content: renderAuthorizedKeys('', [own]), mode: 0o644, uid: 1000, gid: 1000 },
      },
      done: [`write ${path}`],
    },
    {
      when: 'the file belongs to another account',
      wanted: { sshAuthorizedKeys: [own] },
      files: {
        ...present(''),
        [path]: { content: renderAuthorizedKeys('', [own]), mode: 0o600, uid: 1001, gid: 1001 },
      },
      done: [`write ${path}`],
    },
    {
      when: 'a URL was never fetched and there is no network yet',
      wanted: both,
      phase: 'boot',
      done: [`directory ${folder}`, `write ${path}`],
    },
    {
      when: 'a URL is to be fetched',
      wanted: both,
      phase: 'runtime',
      files: { ...present(renderAuthorizedKeys('', [own])) },
      done: [`fetch-keys ${path}`],
    },
    {
      when: 'it was fetched in an earlier boot',
      wanted: both,
      phase: 'runtime',
      files: {
        ...present(renderAuthorizedKeys('', [own, alices])),
        ...cached('github:alice', 'earlier'),
      },
      done: [`fetch-keys ${path}`],
    },
    {
      when: 'it was fetched in this boot',
      wanted: both,
      phase: 'runtime',
      files: {
        ...present(renderAuthorizedKeys('', [own, alices])),
        ...cached('github:alice', bootId),
      },
      done: [],
    },
    {
      when: 'write_files gives the file',
      wanted: { ...both, writeFiles: [{ path, content: own }] },
      phase: 'runtime',
      done: [],
    },
  ])('do $done when $when', ({ done, ...given }) => {
    expect(does(planOf(sshKeys, { bootId, ...given }))).toEqual(done);
  });

  it('include before the network is up what a URL gave last time', () => {
    const plan = planOf(sshKeys, {
      wanted: both,
      phase: 'boot',
      files: cached('github:alice', 'earlier'),
    });

    expect(written(plan, path)).toBe(renderAuthorizedKeys('', [own, alices]));
  });

  it('go with the keys at hand to whoever fetches the rest', () => {
    const wanted = { sshAuthorizedKeys: [own, 'github:alice', 'gitlab:bob'] };
    const files = cached('github:alice', bootId);
    const plan = planOf(sshKeys, { wanted, bootId, phase: 'runtime', files });

    expect(plan.actions.at(-1)).toMatchObject({
      kind: 'fetch-keys',
      bootId,
      sources: [
        { spec: 'gitlab:bob', url: 'https://gitlab.com/bob.keys', cache: cacheOf('gitlab:bob') },
      ],
      keys: [own, alices],
      owner: { user: 'rancher' },
    });
  });

  it.each<Given & { when: string; stay: boolean; problems: number }>([
    { when: 'the configuration speaks of none', stay: true, problems: 0 },
    {
      when: 'all given ones are unusable',
      wanted: { sshAuthorizedKeys: [] },
      lines: { sshAuthorizedKeys: 3, 'sshAuthorizedKeys.0': 4 },
      stay: true,
      problems: 0,
    },
    {
      when: 'they are cleared and there is no password',
      wanted: { sshAuthorizedKeys: [] },
      stay: true,
      problems: 1,
    },
    {
      when: 'they are cleared and there is a password',
      wanted: { sshAuthorizedKeys: [], k3os: { password: 'way in' } },
      stay: false,
      problems: 0,
    },
  ])('of before stay: $stay, when $when', ({ stay, problems, ...given }) => {
    const files = present(renderAuthorizedKeys('# by hand\n', [own]));
    const plan = planOf(sshKeys, { ...given, files });

    expect(written(plan, path)).toBe(stay ? undefined : '# by hand\n');
    expect(plan.problems).toHaveLength(problems);
  });

  it.each<{ when: string; entries: string[]; cache?: string; keys: string[] }>([
    { when: 'a URL was never fetched', entries: ['github:alice'], keys: [own] },
    { when: 'the cache of a URL is damaged', entries: ['github:alice'], cache: '', keys: [own] },
    { when: 'the only provider is unknown', entries: ['gihub:alice'], keys: [own] },
    {
      when: 'an unknown provider is not the only way in',
      entries: [alices, 'gihub:alice'],
      keys: [alices],
    },
  ])('of before stay as long as $when', ({ entries, cache, keys }) => {
    const before = present(renderAuthorizedKeys('', [own]));
    const files = cache === undefined ? before : { ...before, [cacheOf('github:alice')]: cache };

    const plan = planOf(sshKeys, { wanted: { sshAuthorizedKeys: entries }, phase: 'boot', files });

    const content = written(plan, path) ?? before[path]?.content;
    expect(content).toBe(renderAuthorizedKeys('', keys));
  });

  it('are not written through a link that a user put in place of the folder', () => {
    const wanted = { users: [{ name: 'bob', sshAuthorizedKeys: [own] }] };
    const files = { '/home/bob/.ssh': { kind: 'link', target: '/root/.ssh' } as const };

    const plan = planOf(sshKeys, { wanted, files });

    expect(does(plan)).toEqual([]);
    expect(plan.problems?.[0]).toMatch('/home/bob/.ssh is no folder');
  });

  it('of further users lie in their homes, and what several places say of one user is put together', () => {
    const wanted = {
      sshAuthorizedKeys: [own],
      users: [
        { name: 'default', sshAuthorizedKeys: [alices] },
        { name: 'bob', sshAuthorizedKeys: [alices] },
      ],
    };
    const plan = planOf(sshKeys, { wanted });

    expect(written(plan, path)).toBe(renderAuthorizedKeys('', [own, alices]));
    expect(written(plan, '/home/bob/.ssh/authorized_keys')).toBe(
      renderAuthorizedKeys('', [alices]),
    );
  });

  it('name a provider nobody knows, and warn of one without TLS', () => {
    const wanted = {
      sshAuthorizedKeys: ['gitea:bob', 'corp:bob'],
      k3os: { keyProviders: { corp: 'http://keys.example.org/' } },
    };
    const plan = planOf(sshKeys, { wanted, lines: { sshAuthorizedKeys: 4 } });

    expect(plan.problems).toEqual([
      'config.yaml:4: gitea:bob: no such key provider, add it to k3os.key_providers',
    ]);
    expect(plan.notices?.[0]).toMatch(/^config\.yaml:4: corp:bob: fetched without TLS/);
  });
});

describe('sources of keys', () => {
  const providers = { github: 'https://github.example.org/', corp: 'https://keys.example.org/v1' };

  it.each([
    { entry: 'github:alice', url: 'https://github.example.org/alice.keys' },
    { entry: 'gitlab:bob', url: 'https://gitlab.com/bob.keys' },
    { entry: 'corp:a.b-c', url: 'https://keys.example.org/v1/a.b-c.keys' },
    { entry: 'https://example.org/keys', url: 'https://example.org/keys' },
  ])('$entry is $url', ({ entry, url }) => {
    expect(sortKeys([entry], providers).remote[0]?.url).toBe(url);
  });

  it.each(['constructor:a', 'gitea:bob'])('%s is unknown', (entry) => {
    expect(sortKeys([entry], providers).unknown).toEqual([entry]);
  });
});
