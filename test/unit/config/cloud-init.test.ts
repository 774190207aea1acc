import { describe, expect, it } from 'vitest';
import { renames, reshapes } from '../../../src/config/cloud-init.ts';
import { unsupportedBelow, unsupportedKeys } from '../../../src/config/cloud-init-keys.ts';
import { fieldAt, rootField } from '../../../src/config/field-tree.ts';
import { fieldNamed } from '../../../src/config/names.ts';
import { load, told } from '../../support/load.ts';

describe("cloud-init's forms", () => {
  it.each([
    {
      when: 'commands are argument lists',
      text: 'runcmd: [[echo, "a b", "it\'s", 1], plain text]',
      config: { runCmd: ["echo 'a b' 'it'\\''s' 1", 'plain text'] },
    },
    {
      when: 'boot commands are argument lists',
      text: 'bootcmd: [[ls, -l]]',
      config: { bootCmd: ['ls -l'] },
    },
    {
      when: 'the only user is the default one',
      text: 'users: [default]',
      config: { users: [{ name: 'default' }] },
    },
    {
      when: 'users are one text',
      text: 'users: default, bob',
      config: { users: [{ name: 'default' }, { name: 'bob' }] },
    },
    {
      when: 'users are a map',
      text: 'users: {bob: {gecos: Bob}, al: }',
      config: { users: [{ name: 'bob', gecos: 'Bob' }, { name: 'al' }] },
    },
    {
      when: 'a user has no sudo',
      text: 'users: [{name: bob, sudo: false}]',
      config: { users: [{ name: 'bob', sudo: [] }] },
    },
    {
      when: 'a row of mounts is left empty',
      text: 'mounts: [[sdb, /b], null]',
      config: { mounts: [['sdb', '/b']] },
    },
    {
      when: 'the full name is longer than a host name may be',
      text: `fqdn: n1.${'a'.repeat(63)}.example.org`,
      config: { fqdn: `n1.${'a'.repeat(63)}.example.org` },
    },
    {
      when: 'groups are one text',
      text: 'users: [{name: bob, groups: "adm, sudo"}]',
      config: { users: [{ name: 'bob', groups: ['adm', 'sudo'] }] },
    },
    {
      when: 'a hash has its newer name',
      text: 'users: [{name: bob, hashed_passwd: $6$s$h, lock_passwd: no}]',
      config: { users: [{ name: 'bob', passwd: '$6$s$h', lockPasswd: false }] },
    },
    {
      when: 'a password is given for the default user',
      text: 'password: secret12',
      config: { k3os: { password: 'secret12' } },
    },
    {
      when: 'dashes are used',
      text: 'ca-certs: {remove-defaults: true, trusted: [x]}',
      config: { caCerts: { removeDefaults: true, trusted: ['x'] } },
    },
    {
      when: 'numbers are used',
      text: 'power_state: {mode: reboot, delay: 5, timeout: 30, condition: true}',
      config: { powerState: { mode: 'reboot', delay: '5', timeout: '30', condition: 'true' } },
    },
    {
      when: 'a condition is an argument list',
      text: 'power_state: {mode: reboot, condition: [test, -e, /a b]}',
      config: { powerState: { mode: 'reboot', condition: "test -e '/a b'" } },
    },
    {
      when: 'mounts have defaults',
      text: 'mounts: [[sda1, /mnt, null, "defaults", 0]]',
      config: { mounts: [['sda1', '/mnt', '', 'defaults', '0']] },
    },
    {
      when: 'a file is bytes',
      text: 'write_files: [{path: /a, content: !!binary gIGC}]',
      config: { writeFiles: [{ path: '/a', content: 'gIGC', encoding: 'b64' }] },
    },
    {
      when: 'a file is compressed bytes',
      text: 'write_files: [{path: /a, encoding: gzip, content: !!binary H4sI}]',
      config: { writeFiles: [{ path: '/a', content: 'H4sI', encoding: 'gz+b64' }] },
    },
    {
      when: 'bytes are text',
      text: 'write_files: [{path: /a, content: !!binary aGk=}]',
      config: { writeFiles: [{ path: '/a', content: 'hi' }] },
    },
    {
      when: 'time servers are pools',
      text: 'ntp: {enabled: yes, pools: [a.pool], servers: [10.0.0.1]}',
      config: { ntp: { enabled: true, pools: ['a.pool'], servers: ['10.0.0.1'] } },
    },
    {
      when: 'passwords are listed',
      text: 'chpasswd: {expire: false, users: [{name: bob, password: secret12, type: text}]}',
      config: {
        chpasswd: { expire: false, users: [{ name: 'bob', password: 'secret12', type: 'text' }] },
      },
    },
    {
      when: 'passwords are lines',
      text: 'chpasswd:\n  list: |\n    bob:secret12\n    al:$6$s$h\n',
      config: {
        chpasswd: {
          users: [
            { name: 'bob', password: 'secret12', type: 'text' },
            { name: 'al', password: '$6$s$h', type: 'hash' },
          ],
        },
      },
    },
    {
      when: 'passwords are items, beside others',
      text: 'chpasswd: {users: [{name: a, password: x, type: text}], list: ["bob:a:b"], expire: false}',
      config: {
        chpasswd: {
          expire: false,
          users: [
            { name: 'a', password: 'x', type: 'text' },
            { name: 'bob', password: 'a:b', type: 'text' },
          ],
        },
      },
    },
    {
      when: 'a file is fetched',
      text: 'write_files: [{path: /a, source: {uri: "https://h/x", headers: {A: b}}, append: true, defer: true}]',
      config: {
        writeFiles: [
          {
            path: '/a',
            source: { uri: 'https://h/x', headers: { A: 'b' } },
            append: true,
            defer: true,
          },
        ],
      },
    },
  ])('become ours when $when', ({ text, config }) => {
    const { config: loaded, problems } = load([text]);

    expect(problems.map(told)).toEqual([]);
    expect(loaded).toEqual(config);
  });

  it('keep random passwords apart, which are not supported', () => {
    const { config, problems } = load(['chpasswd: {list: ["bob:RANDOM", "al:secret12"]}']);

    expect(config.chpasswd?.users?.map(({ name }) => name)).toEqual(['al']);
    expect(problems.map(told)).toEqual([expect.stringContaining('chpasswd.list: is known to')]);
  });

  it.each([
    'chpasswd:\n  list: ["BOB:abc", "al:$abc"]',
    'chpasswd:\n  list:\n  - "BOB:abc"\n  - abc',
    'chpasswd:\n  list: |\n    BOB:abc\n    al:$abc',
  ])('never show a password of %j', (text) => {
    const { problems } = load([text]);

    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain('abc');
  });

  it('leave our own password alone', () => {
    const { config, problems } = load(['password: theirs12\nk3os: {password: ours1234}']);

    expect(config.k3os?.password).toBe('ours1234');
    expect(problems.map(told)).toEqual([
      'warning a.yaml:1: password: is not used: k3os.password is given, too',
    ]);
  });

  it('keep a password whatever the spelling of k3os', () => {
    expect(load(['password: theirs12\nK3OS: {token: t}']).config.k3os).toEqual({
      token: 't',
      password: 'theirs12',
    });
  });
});

describe('the tables', () => {
  it('name fields that exist', () => {
    const paths = [...Object.keys(reshapes), ...Object.keys(unsupportedBelow)].map((path) =>
      path.split('.'),
    );

    expect(
      [...paths, ...Object.values(renames)].filter((path) => fieldAt(path) === undefined),
    ).toEqual([]);
  });

  it('list no key as unsupported that is supported', () => {
    expect([...unsupportedKeys].filter((key) => fieldNamed(rootField, key) !== undefined)).toEqual(
      [],
    );
  });
});

describe('packages', () => {
  it.each([
    { when: 'plain', text: 'packages: [nginx, vim]', packages: ['nginx', 'vim'] },
    {
      when: 'given with versions and managers',
      text: 'packages: [nginx, [libpython, "3.0"], {snap: [lxd, [x, --edge]]}]',
      packages: ['nginx', 'libpython', 'lxd', 'x'],
    },
  ])(
    'are understood when $when, and a warning says that nothing is installed',
    ({ text, packages }) => {
      const { config, problems } = load([text]);

      expect(config.packages).toEqual(packages);
      expect(problems).toMatchObject([
        {
          severity: 'warning',
          key: 'packages',
          line: 1,
          message: expect.stringMatching(/^nothing is installed/),
        },
      ]);
    },
  );
});
