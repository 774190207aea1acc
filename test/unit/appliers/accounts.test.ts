import { describe, expect, it } from 'vitest';
import { password } from '../../../src/appliers/password.ts';
import { sshPwauth } from '../../../src/appliers/ssh-pwauth.ts';
import { sudoers } from '../../../src/appliers/sudoers.ts';
import { users } from '../../../src/appliers/users.ts';
import { does, type Given, planOf, written } from './planned.ts';

const shadow = (field: string) => ({
  '/etc/shadow': { content: `root:*:1::::::\nrancher:${field}:1::::::\n`, mode: 0o640 },
});
const hash = '$6$salt$hash';

describe('password', () => {
  it.each<Given & { when: string; runs: string[] }>([
    { when: 'none is configured', files: shadow('!'), runs: [] },
    { when: 'a plain one is', wanted: { k3os: { password: 'plain one' } }, runs: ['chpasswd'] },
    {
      when: 'a hash is',
      wanted: { k3os: { password: hash } },
      files: shadow('!'),
      runs: ['chpasswd -e'],
    },
    {
      when: 'the hash is set',
      wanted: { k3os: { password: hash } },
      files: shadow(hash),
      runs: [],
    },
    {
      when: 'one set in this boot is configured no more',
      ledger: new Map([['password:rancher', 'abc']]),
      runs: ['usermod --lock rancher'],
    },
    {
      when: 'the one configured now cannot be used',
      ledger: new Map([['password:rancher', 'abc']]),
      lines: { 'k3os.password': 3 },
      runs: [],
    },
    { when: 'it was locked again', ledger: new Map([['password:rancher', 'locked']]), runs: [] },
    {
      when: 'a user is to be locked',
      wanted: { users: [{ name: 'bob', passwd: hash }] },
      runs: [],
    },
    {
      when: 'a user may log in with one',
      wanted: { users: [{ name: 'bob', passwd: hash, lockPasswd: false }] },
      runs: ['chpasswd -e'],
    },
    {
      when: 'three places name one for the same account',
      wanted: {
        k3os: { password: 'second' },
        users: [{ name: 'default', passwd: hash, lockPasswd: false }],
        chpasswd: { users: [{ name: 'rancher', password: 'third' }] },
      },
      runs: ['chpasswd'],
    },
    {
      when: 'root is meant',
      wanted: { chpasswd: { users: [{ name: 'root', password: 'x' }] } },
      runs: [],
    },
  ])('runs $runs when $when', ({ runs, ...given }) => {
    expect(does(planOf(password, given))).toEqual(runs);
  });

  it('reaches chpasswd by stdin alone and the ledger only as a hash', () => {
    const plan = planOf(password, { wanted: { k3os: { password: 'canary-1' } } });
    const [action] = plan.actions;

    expect(action).toMatchObject({ stdin: 'rancher:canary-1\n' });
    expect(JSON.stringify({ ...action, stdin: '' })).not.toContain('canary-1');
  });

  it('is not set again in the same boot, and is in the next', () => {
    const wanted = { k3os: { password: 'plain' } };
    const record = planOf(password, { wanted }).actions[0]?.record;
    const ledger = new Map([[record?.key ?? '', record?.value ?? '']]);

    expect(does(planOf(password, { wanted, ledger }))).toEqual([]);
    expect(does(planOf(password, { wanted, ledger, bootId: 'another' }))).toEqual(['chpasswd']);
  });

  it.each([
    { type: 'hash', password: 'plain' },
    { type: 'text', password: hash },
    { type: undefined, password: hash },
  ])(
    'refuses a password that is not of its type ($type) without repeating it',
    ({ type, ...entry }) => {
      const wanted = { chpasswd: { users: [{ name: 'bob', type, ...entry }] } };
      const plan = planOf(password, { wanted, lines: { 'chpasswd.users.0': 9 } });

      expect(plan.actions).toEqual([]);
      expect(plan.problems?.[0]).toMatch(/^config\.yaml:9: chpasswd\.users: bob: /);
      expect(plan.problems?.[0]).not.toContain(entry.password);
    },
  );
});

const bob = { name: 'bob', uid: 1001, gid: 1001, home: '/home/bob', shell: '/bin/sh' };
const rancher = {
  name: 'rancher',
  uid: 1000,
  gid: 1000,
  home: '/home/rancher',
  shell: '/bin/bash',
};

describe('users', () => {
  it.each<Given & { when: string; runs: string[] }>([
    { when: 'only the default is named', wanted: { users: [{ name: 'default' }] }, runs: [] },
    {
      when: 'one is new',
      wanted: { users: [{ name: 'bob', gecos: 'Bob B', shell: '/bin/bash' }] },
      runs: ['useradd --create-home --user-group --comment Bob B --shell /bin/bash bob'],
    },
    {
      when: 'the home of an earlier boot is there',
      wanted: { users: [{ name: 'new' }, { name: 'bob' }] },
      files: { '/home/bob': { kind: 'directory', uid: 1001, gid: 1002 } },
      runs: [
        'groupadd --gid 1002 bob',
        'useradd --no-create-home --uid 1001 --gid 1002 bob',
        'useradd --create-home --user-group new',
      ],
    },
    {
      when: 'write_files made the home, for root',
      wanted: { users: [{ name: 'bob' }] },
      files: { '/home/bob': { kind: 'directory', mode: 0o755 } },
      runs: ['useradd --no-create-home --user-group bob', 'directory /home/bob'],
    },
    {
      when: 'the home belongs to another account',
      wanted: { users: [{ name: 'bob' }] },
      files: { '/home/bob': { kind: 'directory', uid: 1000, gid: 1000 } },
      runs: ['useradd --no-create-home --user-group bob', 'directory /home/bob'],
    },
    {
      when: 'the home is a link',
      wanted: { users: [{ name: 'bob' }] },
      files: { '/home/bob': { kind: 'link', target: '/data/bob' } },
      runs: ['useradd --no-create-home --user-group bob'],
    },
    {
      when: 'groups are missing and one is not',
      wanted: { users: [{ name: 'bob', groups: ['docker, wheel', 'staff'] }] },
      accounts: [rancher, bob],
      groups: [{ name: 'staff', gid: 50, members: ['bob'] }],
      runs: [
        'groupadd --system docker',
        'groupadd --system wheel',
        'usermod --append --groups docker,wheel bob',
      ],
    },
    {
      when: 'the shell changed',
      wanted: { users: [{ name: 'bob', shell: '/bin/bash' }] },
      accounts: [rancher, bob],
      runs: ['usermod --shell /bin/bash bob'],
    },
    {
      when: 'the account is there',
      wanted: { users: [{ name: 'bob' }] },
      accounts: [rancher, bob],
      runs: [],
    },
  ])('runs $runs when $when', ({ runs, ...given }) => {
    expect(does(planOf(users, given))).toEqual(runs);
  });

  it('leaves root as it is and says so', () => {
    const plan = planOf(users, { wanted: { users: [{ name: 'root', shell: '/bin/bash' }] } });

    expect(plan.actions).toEqual([]);
    expect(plan.problems).toHaveLength(1);
  });
});

const rules = '/etc/sudoers.d/90-k3os-users';
const withRule = { users: [{ name: 'bob', sudo: ['ALL=(ALL) NOPASSWD:ALL'] }] };

describe('sudoers', () => {
  it('lets visudo judge a draft that sudo ignores before it counts', () => {
    const plan = planOf(sudoers, { wanted: withRule });

    expect(does(plan)).toEqual([
      `write ${rules}.draft`,
      `visudo --check --file=${rules}.draft`,
      `mv ${rules}.draft ${rules}`,
    ]);
    expect(written(plan, `${rules}.draft`)).toBe('bob ALL=(ALL) NOPASSWD:ALL\n');
    expect(sudoers.actions).toBe('in-order');
  });

  it.each<Given & { when: string; done: string[] }>([
    { when: 'no rule is configured', done: [] },
    {
      when: 'none is any more',
      files: { [rules]: { content: 'x', mode: 0o440 } },
      done: [`remove ${rules}`],
    },
    {
      when: 'they are in place',
      wanted: withRule,
      files: { [rules]: { content: 'bob ALL=(ALL) NOPASSWD:ALL\n', mode: 0o440 } },
      done: [],
    },
    {
      when: 'the root is not the running system',
      wanted: withRule,
      live: false,
      done: [`write ${rules}`],
    },
  ])('does $done when $when', ({ done, ...given }) => {
    expect(does(planOf(sudoers, given))).toEqual(done);
  });
});

const dropIn = '/etc/ssh/sshd_config.d/10-k3os-password.conf';
const sshd = { '/run/openrc/started/sshd': { target: '/etc/init.d/sshd' } };
const off = 'PasswordAuthentication no\nKbdInteractiveAuthentication no\n';

describe('ssh_pwauth', () => {
  it.each<Given & { when: string; done: string[] }>([
    { when: 'nothing is said', done: [] },
    {
      when: 'it is switched on before sshd starts',
      wanted: { sshPwauth: true },
      done: [`write ${dropIn}`],
    },
    {
      when: 'it changes while sshd runs',
      wanted: { sshPwauth: true },
      files: { [dropIn]: off, ...sshd },
      done: [`write ${dropIn}`, 'rc-service sshd reload'],
    },
    { when: 'it is so', wanted: { sshPwauth: false }, files: { [dropIn]: off, ...sshd }, done: [] },
    { when: 'it is taken back', files: { [dropIn]: off }, done: [`remove ${dropIn}`] },
  ])('does $done when $when', ({ done, ...given }) => {
    expect(does(planOf(sshPwauth, given))).toEqual(done);
  });
});
