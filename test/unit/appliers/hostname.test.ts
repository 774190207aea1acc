import { describe, expect, it } from 'vitest';
import { hostname } from '../../../src/appliers/hostname.ts';
import { withOwnName } from '../../../src/appliers/hosts.ts';
import { does, type Given, planOf, written } from './planned.ts';

const persistent = '/var/lib/rancher/k3os/hostname';
const generated = 'k3os-3eb1bd439947';

function settled(name: string, hosts = `127.0.0.1 localhost\n127.0.1.1 ${name}\n`) {
  return {
    files: { '/etc/hostname': `${name}\n`, '/etc/hosts': hosts, [persistent]: `${name}\n` },
    sysctls: { 'kernel.hostname': name },
  };
}

describe('hostname', () => {
  it.each<Given & { when: string; name: string | undefined }>([
    { when: 'one is configured', wanted: { hostname: 'web-1' }, name: 'web-1' },
    { when: 'only a full name is', wanted: { fqdn: 'web-1.example.org' }, name: 'web-1' },
    {
      when: 'both are',
      wanted: { hostname: 'a', fqdn: 'web-1.example.org' },
      name: 'a',
    },
    { when: 'the node had one before', files: { [persistent]: 'k3os-4711\n' }, name: 'k3os-4711' },
    { when: 'the one before is damaged', files: { [persistent]: '\0\0\n' }, name: generated },
    {
      when: 'the one before would make it localhost',
      files: { [persistent]: 'localhost\n' },
      name: generated,
    },
    { when: 'nothing is known but the machine', name: generated },
  ])('is $name when $when', ({ name, ...given }) => {
    const plan = planOf(hostname, given);

    expect(does(plan)).toContain(`kernel.hostname=${name}`);
    expect(written(plan, '/etc/hostname')).toBe(`${name}\n`);
    expect(written(plan, '/etc/hosts')).toMatch(new RegExp(`^127\\.0\\.1\\.1 .*\\b${name}$`, 'm'));
  });

  it('is remembered, so that a node keeps its name when its data source does not answer', () => {
    const first = planOf(hostname, { wanted: { hostname: 'web-1' } });
    const later = planOf(hostname, { ...settled('web-1') });

    expect(written(first, persistent)).toBe('web-1\n');
    expect(does(later)).toEqual([]);
  });

  it('plans nothing when all of it is already so', () => {
    expect(does(planOf(hostname, { wanted: { hostname: 'web-1' }, ...settled('web-1') }))).toEqual(
      [],
    );
  });

  it('gives /etc/hosts back to everyone after k3OS left it readable for root only', () => {
    const machine = settled('web-1');
    const files = {
      ...machine.files,
      '/etc/hosts': { content: machine.files['/etc/hosts'], mode: 0o600 },
    };
    const plan = planOf(hostname, { wanted: { hostname: 'web-1' }, ...machine, files });

    expect(plan.actions).toMatchObject([{ kind: 'write', path: '/etc/hosts', mode: 0o644 }]);
  });

  it('leaves files alone that write_files gives, and hosts when the user manages them', () => {
    const own = { writeFiles: [{ path: '/etc/hosts', content: 'x' }] };
    const left = planOf(hostname, { wanted: { hostname: 'web-1', ...own } });
    const managed = planOf(hostname, { wanted: { hostname: 'web-1', manageEtcHosts: 'false' } });

    expect(written(left, '/etc/hosts')).toBeUndefined();
    expect(written(managed, '/etc/hosts')).toBeUndefined();
    expect(written(managed, '/etc/hostname')).toBe('web-1\n');
  });

  it.each([
    { phase: 'initrd' as const, problems: 0 },
    { phase: 'boot' as const, problems: 1 },
  ])('without a machine id has $problems problems in phase $phase', ({ phase, problems }) => {
    const plan = planOf(hostname, { phase, machineId: undefined });

    expect(plan.actions).toEqual([]);
    expect(plan.problems).toHaveLength(problems);
  });
});

describe('/etc/hosts', () => {
  it.each([
    {
      when: 'the line is there',
      before: '127.0.0.1\tlocalhost\n127.0.1.1 old old.localdomain\n::1 ip6-localhost\n',
      after: '127.0.0.1\tlocalhost\n127.0.1.1 new\n::1 ip6-localhost\n',
    },
    {
      when: 'it is not',
      before: '# ours\n127.0.0.1 localhost\n10.0.0.9 db\n',
      after: '# ours\n127.0.0.1 localhost\n127.0.1.1 new\n10.0.0.9 db\n',
    },
    {
      when: 'the file is empty',
      before: '',
      after: '127.0.0.1 localhost\n127.0.1.1 new\n::1 localhost ip6-localhost ip6-loopback\n',
    },
    {
      when: 'there are two',
      before: '127.0.0.1 localhost\n127.0.1.1 a\n127.0.1.1 b\n',
      after: '127.0.0.1 localhost\n127.0.1.1 new\n',
    },
  ])('names the machine once when $when', ({ before, after }) => {
    expect(withOwnName(before, 'new', undefined)).toBe(after);
    expect(withOwnName(after, 'new', undefined)).toBe(after);
  });

  it('puts the full name first, as hostname -f answers the first', () => {
    expect(withOwnName('127.0.0.1 localhost\n', 'a.b.c', 'a.b.c')).toContain('127.0.1.1 a.b.c a\n');
  });
});
