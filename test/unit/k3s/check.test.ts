import { describe, expect, it } from 'vitest';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { checkK3s } from '../../../src/k3s/check.ts';
import { config } from '../../support/config.ts';

type K3os = NonNullable<NodeConfig['k3os']>;
interface Row {
  readonly when: string;
  readonly k3os: K3os;
  readonly says: string;
  readonly k3s?: string;
}

const nowhere = () => undefined;
const url = 'https://10.0.0.1:6443';
const full = `K10${'ab'.repeat(32)}::server:secret`;

function check(k3os: K3os, k3s: string | undefined = 'v1.36.4+k3s1', joined = false) {
  return checkK3s(config({ k3os }), nowhere, k3s, { joined }).map(
    ({ severity, key, message }) => `${severity} ${key}: ${message}`,
  );
}

const args = (...k3sArgs: string[]): K3os => ({ k3sArgs });

describe('checkK3s', () => {
  it.each<{ when: string; k3os: K3os }>([
    { when: 'nothing', k3os: {} },
    {
      when: 'a first server',
      k3os: { token: 'abc', k3sArgs: ['server', '--cluster-init', '--disable', 'traefik'] },
    },
    { when: 'an agent', k3os: { token: full, serverUrl: url } },
    {
      when: 'a joining server',
      k3os: { token: full, serverUrl: url, k3sArgs: ['server', '--tls-san=a,b'] },
    },
    {
      when: 'an agent by flags',
      k3os: args('agent', `--server=${url}`, '--token-file=/etc/rancher/token'),
    },
    { when: 'an agent by environment', k3os: { environment: { K3S_URL: url, K3S_TOKEN: full } } },
    { when: 'a flag with an octal mode', k3os: args('server', '--write-kubeconfig-mode', '644') },
    {
      when: 'taints of one key with two effects',
      k3os: { taints: ['a:NoSchedule', 'a:NoExecute'] },
    },
    { when: 'a level of detail', k3os: args('server', '-v=2') },
  ])('has nothing to say about $when', ({ k3os }) => {
    expect(check(k3os)).toEqual([]);
  });

  it.each<Row>([
    {
      when: 'a flag is misspelt',
      k3os: args('server', '--disabel=traefik'),
      says: 'error k3os.k3s_args: k3s server has no flag --disabel, did you mean --disable?',
    },
    {
      when: 'a flag is like no other',
      k3os: args('--frobnicate-everything'),
      says: 'error k3os.k3s_args: k3s server has no flag --frobnicate-everything',
    },
    {
      when: 'a flag of the other role is misspelt',
      k3os: { serverUrl: url, token: full, k3sArgs: ['agent', '--disabel'] },
      says: 'k3s agent has no flag --disabel; --disable is for the other role only',
    },
    {
      when: 'a flag was removed',
      k3os: args('server', '--no-deploy', 'traefik'),
      says: 'error k3os.k3s_args: --no-deploy was removed from k3s in v1.25: use --disable=NAME',
    },
    {
      when: 'a removed flag meets an old k3s',
      k3os: args('server', '--no-deploy', 'traefik'),
      k3s: 'v1.21.5+k3s1',
      says: 'warning k3os.k3s_args: --no-deploy was removed',
    },
    {
      when: 'k3s is newer than the table',
      k3os: args('--brand-new'),
      k3s: 'v1.38.0+k3s1',
      says: 'warning k3os.k3s_args: --brand-new is not among the flags of k3s up to v1.36',
    },
    {
      when: 'an agent has a flag of servers',
      k3os: { serverUrl: url, token: full, k3sArgs: ['agent', '--cluster-init'] },
      says: '--cluster-init is a flag of k3s server only, and this node is an agent',
    },
    {
      when: 'a server has a flag of agents',
      k3os: args('--disable-apiserver-lb'),
      says: 'is a flag of k3s agent only, and this node is a server',
    },
    {
      when: 'a flag has no value',
      k3os: args('--node-name'),
      says: 'error k3os.k3s_args: --node-name needs a value',
    },
    {
      when: 'a flag takes the next as its value',
      k3os: args('--node-name', '--debug'),
      says: '--node-name would take the next flag as its value',
    },
    {
      when: 'a bool is none',
      k3os: args('--cluster-init=yes'),
      says: '--cluster-init takes =true or =false',
    },
    {
      when: 'a number is none',
      k3os: args('--https-listen-port=https'),
      says: '--https-listen-port takes a whole number',
    },
    {
      when: 'a duration is none',
      k3os: args('--etcd-s3-timeout=5'),
      says: '--etcd-s3-timeout takes a duration',
    },
    {
      when: 'a duration is nothing',
      k3os: args('--etcd-s3-timeout=0s'),
      says: '--etcd-s3-timeout: must be more than 0',
    },
    {
      when: 'a flag is renamed',
      k3os: args('--kube-controller-arg=v=2'),
      says: 'notice k3os.k3s_args: --kube-controller-arg is now called --kube-controller-manager-arg',
    },
    {
      when: 'a flag is far too new',
      k3os: args('--etcd-s3-retention=3'),
      k3s: 'v1.28.5+k3s1',
      says: 'error k3os.k3s_args: --etcd-s3-retention came with k3s v1.34, this node has v1.28.5',
    },
    {
      when: 'a flag may be too new',
      k3os: args('--etcd-s3-retention=3'),
      k3s: 'v1.32.1+k3s1',
      says: 'warning k3os.k3s_args: --etcd-s3-retention came with k3s v1.34 and late releases',
    },
    {
      when: 'the patch is too old',
      k3os: args('--helm-controller-arg=a=b'),
      k3s: 'v1.36.2+k3s1',
      says: 'error k3os.k3s_args: --helm-controller-arg is not in k3s v1.36.2: it came with v1.36.3',
    },
    {
      when: 'the removed backend is used',
      k3os: args('--flannel-backend=wireguard'),
      says: 'use wireguard-native',
    },
    {
      when: 'a backend has options',
      k3os: args('--flannel-backend=vxlan=VNI=1'),
      says: 'options behind the name were removed',
    },
    {
      when: 'a mode is unknown',
      k3os: args('--egress-selector-mode=on'),
      says: 'must be one of disabled, agent, pod, cluster',
    },
    {
      when: 'one label flag holds two',
      k3os: args('--node-label=a=b,c=d'),
      says: 'takes one label each',
    },
    {
      when: 'a label is reserved',
      k3os: args('--node-label=node-role.kubernetes.io/x=y'),
      says: 'is reserved',
    },
    {
      when: 'a taint is none',
      k3os: args('--node-taint=a=b'),
      says: 'error k3os.k3s_args: --node-taint: is no taint',
    },
    {
      when: 'a restore path is alone',
      k3os: args('--cluster-reset-restore-path=/x'),
      says: 'needs --cluster-reset',
    },
    {
      when: 'cluster-reset is kept',
      k3os: args('--cluster-reset'),
      says: 'warning k3os.k3s_args: --cluster-reset resets the cluster at every start',
    },
    {
      when: 'cluster-reset joins',
      k3os: { serverUrl: url, token: full, k3sArgs: ['server', '--cluster-reset'] },
      says: 'error k3os.k3s_args: --cluster-reset cannot be used while joining',
    },
    {
      when: 'disable-etcd is alone',
      k3os: args('--disable-etcd'),
      says: '--disable-etcd needs a server to join',
    },
    {
      when: 'a datastore has no API server',
      k3os: args('--disable-apiserver', '--datastore-endpoint=x'),
      says: '--disable-apiserver does not go with --datastore-endpoint',
    },
    {
      when: 'a word is stray',
      k3os: args('server', 'traefik', '--debug'),
      says: 'error k3os.k3s_args: traefik is no flag',
    },
    {
      when: 'the role is none',
      k3os: args('master'),
      says: 'the first word must be server, agent or a flag',
    },
    {
      when: 'words share an item',
      k3os: args('server --debug'),
      says: 'warning k3os.k3s_args: several words in one item',
    },
    {
      when: 'words and quotes share an item',
      k3os: args('--kubelet-arg "a=b"'),
      says: 'error k3os.k3s_args: several words and quotes',
    },
    {
      when: 'labels go through the kubelet',
      k3os: args('--kubelet-arg', 'node-labels=a=b'),
      says: 'replaces the labels from the key labels',
    },
    {
      when: 'taints go through the kubelet',
      k3os: args('--kubelet-arg=register-with-taints=a:NoSchedule'),
      says: 'only the last one counts',
    },
    {
      when: 'an old kubelet gets a new argument',
      k3os: args('--kubelet-arg=fail-cgroupv1=false'),
      k3s: 'v1.30.1+k3s1',
      says: 'does not know it',
    },
    {
      when: 'the token is on the command line',
      k3os: args('server', '--token', 'abc'),
      says: 'use the key token',
    },
    {
      when: 'an agent has no server',
      k3os: { token: full, k3sArgs: ['agent'] },
      says: 'error k3os.k3s_args: an agent needs a server to join',
    },
    {
      when: 'an agent has no token',
      k3os: { serverUrl: url },
      says: 'error k3os.server_url: a node that joins a server needs a token',
    },
    {
      when: 'a joining server has no token',
      k3os: { serverUrl: url, k3sArgs: ['server'] },
      says: 'needs a token: set token',
    },
    {
      when: 'the URL is plain http',
      k3os: { serverUrl: 'http://a:6443', token: full },
      says: 'error k3os.server_url: k3s joins through https only',
    },
    {
      when: 'two servers are named',
      k3os: { serverUrl: url, token: full, k3sArgs: ['agent', '--server=https://b:6443'] },
      says: '--server differs from server_url and wins',
    },
    {
      when: 'the token is cut off',
      k3os: { token: 'K10abc' },
      says: 'error k3os.token: the token begins with K10 but has no ::',
    },
    {
      when: 'an agent pins no CA',
      k3os: { serverUrl: url, token: 'short' },
      says: 'notice k3os.token: a token without CA hash',
    },
    {
      when: 'a first server gets a full token',
      k3os: { token: full },
      says: 'warning k3os.token: a full K10 token on the first server',
    },
    {
      when: 'a server gets a bootstrap token',
      k3os: { token: 'abcdef.0123456789abcdef' },
      says: 'with which only agents can join',
    },
    {
      when: 'a label is in both places',
      k3os: { labels: { a: '1' }, k3sArgs: ['--node-label=a=2'] },
      says: 'warning k3os.labels.a: differs from --node-label',
    },
    {
      when: 'the token is awaited from k3s itself',
      k3os: args('--token-file', '/var/lib/rancher/k3s/server/node-token'),
      says: 'warning k3os.k3s_args: --token-file names the file that k3s writes itself',
    },
    {
      when: 'the data would be lost',
      k3os: args('--data-dir=/srv/k3s'),
      says: 'warning k3os.k3s_args: --data-dir is not on the persistent disk',
    },
    {
      when: 'Docker is wanted',
      k3os: args('--docker'),
      says: '--docker needs a Docker daemon',
    },
    {
      when: 'two label flags contradict each other',
      k3os: args('--node-label=a=1', '--node-label=a=2'),
      says: 'warning k3os.k3s_args: --node-label a is given twice, the last one is used',
    },
    {
      when: 'two taints differ in the value alone',
      k3os: { taints: ['gpu=a:NoSchedule', 'gpu=b:NoSchedule'] },
      says: 'error k3os.taints: taint gpu:NoSchedule is given twice',
    },
    {
      when: 'a taint is written twice',
      k3os: { taints: ['a:NoExecute', 'a:NoExecute'] },
      says: 'warning k3os.taints: taint a:NoExecute is given twice: keep one',
    },
    {
      when: 'a first server is also to join',
      k3os: { serverUrl: url, token: full, k3sArgs: ['server', '--cluster-init'] },
      says: 'warning k3os.k3s_args: --cluster-init has no effect beside a server to join',
    },
    {
      when: 'a taint flag clashes with a taint',
      k3os: { taints: ['gpu:NoSchedule'], k3sArgs: ['--node-taint=gpu=a:NoSchedule'] },
      says: 'error k3os.taints: taint gpu:NoSchedule is given twice',
    },
    {
      when: 'environment holds a withheld name',
      k3os: { environment: { INVOCATION_ID: 'x' } },
      says: 'warning k3os.environment.INVOCATION_ID: not passed on',
    },
    {
      when: 'environment holds a misspelt name',
      k3os: { environment: { K3S_TOKN: 'x' } },
      says: 'did you mean K3S_TOKEN?',
    },
    {
      when: 'environment contradicts token',
      k3os: { token: 'a', environment: { K3S_TOKEN: 'b' } },
      says: 'differs from token, which is used',
    },
  ])('says "$says" when $when', ({ k3os, k3s, says }) => {
    expect(check(k3os, k3s)).toContainEqual(expect.stringContaining(says));
  });

  it('takes names that JavaScript knows for what they are', () => {
    const odd = {
      labels: { constructor: '1' },
      k3sArgs: ['--node-label=constructor=2', '--kubelet-arg=constructor=1'],
    };

    expect(check(odd)).toEqual([
      'warning k3os.labels.constructor: differs from --node-label in k3s_args, which is used',
    ]);
  });

  it('says nothing about the age of flags when the version is not known', () => {
    expect(check(args('--helm-controller-arg=a=b'), undefined)).toEqual([]);
  });

  it('lets a node that joined before do without a token', () => {
    expect(check({ serverUrl: url }, 'v1.36.4+k3s1', true)).toEqual([
      expect.stringMatching(/^warning k3os.server_url: .* goes on with its certificates$/),
    ]);
  });

  it('does not miss server and token when the user writes a file of k3s', () => {
    const own = config({
      k3os: { k3sArgs: ['agent'] },
      writeFiles: [{ path: '/etc/rancher/k3s/config.yaml', content: '' }],
    });

    expect(checkK3s(own, nowhere, undefined)).toEqual([]);
  });

  it('names the line of the item, and of the list when the item has none', () => {
    const originOf = (path: readonly (string | number)[]) =>
      path.length === 3 && path[2] === 1
        ? { file: 'a.yaml', line: 7 }
        : path.length === 2
          ? { file: 'a.yaml', line: 5 }
          : undefined;
    const problems = checkK3s(config({ k3os: args('--x', '--y') }), originOf, undefined);

    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.yaml:5', 'a.yaml:7']);
  });

  it('never shows a secret', () => {
    const canary = 'canary.canary';
    const told = [
      ...check({
        token: `K10x::${canary}`,
        k3sArgs: ['--token', canary, '--agent-tokn', canary, canary],
        environment: { K3S_TOKEN: canary },
      }),
      ...check(args('server', '--token', canary, canary)),
    ];

    expect(told.length).toBeGreaterThan(3);
    expect(told.join('\n')).not.toContain('canary');
  });
});
