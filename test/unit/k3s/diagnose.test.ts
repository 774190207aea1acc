import { describe, expect, it } from 'vitest';
import { diagnose, k3sProblem } from '../../../src/k3s/diagnose.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const line = (level: string, msg: string) =>
  `time="2026-01-02T03:04:05Z" level=${level} msg=${JSON.stringify(msg)}\n`;

const away = line(
  'error',
  'Failed to validate connection to cluster at https://10.0.0.1:6443: failed to get CA certs: Get "https://10.0.0.1:6443/cacerts": dial tcp 10.0.0.1:6443: connect: connection refused',
);

describe('the log of k3s', () => {
  it.each([
    {
      says: 'another machine has joined under this host name',
      log: line(
        'info',
        "Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag",
      ),
    },
    {
      says: 'the token belongs to another cluster',
      log: line(
        'error',
        'token CA hash does not match the Cluster CA certificate hash: f086 != 8e7d',
      ),
    },
    {
      says: 'the token is not complete',
      log: line(
        'fatal',
        'starting kubernetes: preparing server: failed to normalize token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>',
      ),
    },
    { says: 'the server does not answer', log: away },
    {
      says: 'the server does not answer',
      log: line(
        'fatal',
        'starting kubernetes: preparing server: failed to get CA certs: Get "https://10.0.0.1:6443/cacerts": dial tcp 10.0.0.1:6443: i/o timeout',
      ),
    },
    {
      says: 'the server refuses the token',
      log: line(
        'info',
        'Waiting to retrieve agent configuration; server is not ready: https://10.0.0.1:6443/v1-k3s/config: 401 Unauthorized',
      ),
    },
    {
      says: 'check the clock',
      log: line(
        'error',
        'CA cert validation failed: Get "https://10.0.0.1:6443/cacerts": x509: certificate has expired or is not yet valid: current time 1970-01-01T00:00:25Z is before 2025-01-01T00:00:00Z',
      ),
    },
    {
      says: 'add it there with --tls-san',
      log: line(
        'error',
        'CA cert validation failed: Get "https://k3s.example:6443/cacerts": x509: certificate is valid for kubernetes, localhost, s1, not k3s.example',
      ),
    },
    {
      says: 'cannot be resolved',
      log: line(
        'error',
        'failed to get CA certs: Get "https://s1:6443/cacerts": dial tcp: lookup s1 on 10.0.0.2:53: no such host',
      ),
    },
    {
      says: 'must be the same on every server',
      log: line(
        'fatal',
        'starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers: ClusterIPRanges',
      ),
    },
    {
      says: 'not the one this server was first started with',
      log: line(
        'fatal',
        'starting kubernetes: preparing server: bootstrap data already found and encrypted with different token',
      ),
    },
    {
      says: 'does not know one of its arguments',
      log: line('fatal', 'flag provided but not defined: -disabel'),
    },
    {
      says: 'cgroup v2 with cpu, cpuset, memory and pids is missing',
      log: 'E0102 run.go:74] "command failed" err="kubelet is configured to not run on a host using cgroup v1"\n',
    },
  ])('means that $says', ({ log, says }) => {
    expect(
      diagnose(`${line('info', 'Starting k3s')}${log}${line('info', 'something else')}`),
    ).toContain(says);
  });

  it.each([
    { when: 'it is empty', log: '' },
    { when: 'nothing is wrong', log: line('info', 'Starting k3s agent v1.36.4+k3s1') },
    {
      when: 'the server came up after a while',
      log: `${away}${line('info', 'Running kubelet --address=0.0.0.0')}`,
    },
    { when: 'the error is old', log: `${away}${line('info', 'x').repeat(500)}` },
  ])('means nothing when $when', ({ log }) => {
    expect(diagnose(log)).toBeUndefined();
  });

  it('tells the newest of several reasons', () => {
    const log = `${away}${line('error', 'token CA hash does not match the Cluster CA certificate hash')}`;

    expect(diagnose(log)).toContain('another cluster');
  });
});

describe('the problem of k3s', () => {
  const log = '/var/log/k3s-service.log';
  const started = { '/run/openrc/started/k3s-service': { link: '/etc/init.d/k3s-service' } };

  it.each([
    {
      when: 'the service waits for its server',
      files: { ...started, [log]: away },
      says: 'the server does not answer',
    },
    {
      when: 'the telling line is behind much else',
      files: { ...started, [log]: `${'x'.repeat(500_000)}\n${away}` },
      says: 'the server does not answer',
    },
    { when: 'the service is stopped', files: { [log]: away }, says: undefined },
    { when: 'there is no log yet', files: started, says: undefined },
  ])('is "$says" when $when', ({ files, says }) => {
    expect(k3sProblem(recordingSystem({ files }).files)?.slice(0, 26)).toBe(says);
  });
});
