import { describe, expect, it } from 'vitest';
import { k3sProblemNow, nodeNameOf, nodeProblem } from '../../../src/health/own-node.ts';
import { bootedNode, bootId, kubeletCertificate, nodeObject } from '../../support/health.ts';
import { certificate } from '../appliers/certificate.ts';

describe('the name of the node', () => {
  it.each([
    {
      what: 'the one in the certificate of the kubelet',
      text: kubeletCertificate,
      name: 'berlin-w3',
    },
    {
      what: 'found in a chain, too',
      text: `${kubeletCertificate}${certificate}`,
      name: 'berlin-w3',
    },
    { what: 'unknown in a certificate of something else', text: certificate, name: undefined },
  ])('is $what', ({ text, name }) => {
    expect(nodeNameOf(Buffer.from(text))).toBe(name);
  });
});

describe('a node', () => {
  it.each([
    { is: 'ready', text: nodeObject(), problem: undefined },
    {
      is: 'not ready by a Ready of the time before this start',
      text: nodeObject({ bootID: 'another' }),
      problem: 'the cluster has not heard of it since this start',
    },
    {
      is: 'not ready, and says why',
      text: nodeObject({ ready: 'False' }),
      problem: 'the node is not Ready (container runtime network not ready)',
    },
    {
      is: 'not ready without that condition',
      text: JSON.stringify({ status: { nodeInfo: { bootID: bootId } } }),
      problem: 'the node is not Ready',
    },
    { is: 'no node', text: 'ok', problem: 'the API answers something else than a node' },
  ])('is $is', ({ text, problem }) => {
    expect(nodeProblem(text, bootId)).toBe(problem);
  });
});

const kubectl = (node: ReturnType<typeof bootedNode>) =>
  node.effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv.join(' ')] : []));

describe('k3s', () => {
  it('is asked for this node, as its kubelet', async () => {
    const node = bootedNode();

    expect(await k3sProblemNow(node)).toBeUndefined();
    expect(kubectl(node)).toEqual([
      '/usr/sbin/k3s kubectl --kubeconfig /var/lib/rancher/k3s/agent/kubelet.kubeconfig get --raw /api/v1/nodes/berlin-w3 --request-timeout=10s',
    ]);
  });

  it('is found where it was told to keep its data', async () => {
    const node = bootedNode({
      files: {
        '/etc/rancher/k3s/k3s-service.args': 'agent\n--data-dir\n/opt/k3s\n',
        '/opt/k3s/agent/client-kubelet.crt': kubeletCertificate,
      },
    });

    expect(await k3sProblemNow(node)).toBeUndefined();
    expect(kubectl(node)[0]).toContain('--kubeconfig /opt/k3s/agent/kubelet.kubeconfig');
  });

  it('that was told to be no node is asked whether its API is ready', async () => {
    const node = bootedNode({
      files: { '/etc/rancher/k3s/k3s-service.args': 'server\n--disable-agent\n' },
      programs: { '/usr/sbin/k3s': { stdout: 'ok' } },
    });

    expect(await k3sProblemNow(node)).toBeUndefined();
    expect(kubectl(node)).toEqual([
      '/usr/sbin/k3s kubectl get --raw /readyz --request-timeout=10s',
    ]);
  });

  it('that has not joined is not asked', async () => {
    const node = bootedNode({
      files: { '/var/lib/rancher/k3s/agent/client-kubelet.crt': 'half a cert' },
    });

    expect(await k3sProblemNow(node)).toBe('it has not joined yet');
    expect(node.effects).toEqual([]);
  });

  it('that is not started is not asked', async () => {
    const node = bootedNode();
    node.files.remove('/run/openrc/started/k3s-service');

    expect(await k3sProblemNow(node)).toBe('it is not started');
  });

  it.each([
    {
      when: 'it refuses',
      answer: {
        status: 1,
        stderr: 'E1121 memcache.go\nThe connection to the server was refused\n',
      },
      problem: 'the API does not answer: The connection to the server was refused',
    },
    {
      when: 'it hangs',
      answer: { status: 128, timedOut: true },
      problem: 'the API does not answer in time',
    },
  ])('is not ready when $when', async ({ answer, problem }) => {
    expect(await k3sProblemNow(bootedNode({ programs: { '/usr/sbin/k3s': answer } }))).toBe(
      problem,
    );
  });
});
