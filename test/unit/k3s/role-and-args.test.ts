import { describe, expect, it } from 'vitest';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { k3sArgs } from '../../../src/k3s/args.ts';
import { launchOf } from '../../../src/k3s/role.ts';
import { config } from '../../support/config.ts';

type K3os = NonNullable<NodeConfig['k3os']>;

const identity = { mode: 'disk', k3osVersion: 'v0.1.0+dev' };
const ours = ['--node-label=k3os.io/mode=disk', '--node-label=k3os.io/version=v0.1.0-dev'];

const args = (k3os: K3os) => k3sArgs(config({ k3os }), identity);

describe('the role', () => {
  it.each<{ when: string; k3os: K3os; role: string | undefined }>([
    { when: 'nothing is configured', k3os: {}, role: 'server' },
    { when: 'there is a server to join', k3os: { serverUrl: 'https://a:6443' }, role: 'agent' },
    {
      when: 'the server to join is in the environment',
      k3os: { environment: { K3S_URL: 'https://a:6443' } },
      role: 'agent',
    },
    { when: 'k3s_args has only flags', k3os: { k3sArgs: ['--disable=traefik'] }, role: 'server' },
    {
      when: 'k3s_args has only flags and there is a server',
      k3os: { k3sArgs: ['--debug'], serverUrl: 'https://a:6443' },
      role: 'agent',
    },
    {
      when: 'k3s_args says server beside server_url',
      k3os: { k3sArgs: ['server'], serverUrl: 'https://a:6443' },
      role: 'server',
    },
    {
      when: 'the role and flags are one item',
      k3os: { k3sArgs: ['agent --debug'] },
      role: 'agent',
    },
    { when: 'the first word is something else', k3os: { k3sArgs: ['serve'] }, role: undefined },
  ])('is $role when $when', ({ k3os, role }) => {
    expect(launchOf(config({ k3os })).role).toBe(role);
  });
});

describe('arguments of k3s', () => {
  it.each<{ when: string; k3os: K3os; wanted: string[] }>([
    { when: 'nothing is configured', k3os: {}, wanted: ['server', ...ours] },
    {
      when: 'flags are given',
      k3os: { k3sArgs: ['server', '--disable', 'traefik'] },
      wanted: ['server', '--disable', 'traefik', ...ours],
    },
    {
      when: 'there are labels',
      k3os: { labels: { zone: 'b', 'a.io/x': '' } },
      wanted: ['server', '--node-label=a.io/x=', ...ours, '--node-label=zone=b'],
    },
    {
      when: 'a label of ours is configured',
      k3os: { labels: { 'k3os.io/mode': 'edge' } },
      wanted: ['server', '--node-label=k3os.io/mode=edge', ...ours.slice(1)],
    },
    {
      when: 'a label is in k3s_args too',
      k3os: { labels: { zone: 'b' }, k3sArgs: ['--node-label', 'zone=c'] },
      wanted: ['server', '--node-label', 'zone=c', ...ours],
    },
    {
      when: 'a taint is given three times',
      k3os: {
        taints: ['a=b:NoSchedule', 'a=b:NoSchedule', 'c:NoExecute'],
        k3sArgs: ['--node-taint=c:NoExecute'],
      },
      wanted: ['server', '--node-taint=c:NoExecute', ...ours, '--node-taint=a=b:NoSchedule'],
    },
    { when: 'the role is none', k3os: { k3sArgs: ['status'] }, wanted: [] },
  ])('are $wanted when $when', ({ k3os, wanted }) => {
    expect(args(k3os)).toEqual(wanted);
  });

  it('never hold the token', () => {
    expect(args({ token: 'canary', serverUrl: 'https://a:6443' }).join(' ')).not.toContain(
      'canary',
    );
  });
});
