import { labelKey, labelValue, taint } from '../config/checks/kubernetes.ts';
import { atItem, type Finding } from './finding.ts';
import type { GivenFlag } from './flags.ts';
import type { Version } from './version.ts';

type Reason = string | undefined;

/** Values that k3s or the kubelet refuses, by flag. */
const valueRules: Record<string, (value: string) => Reason> = {
  'node-label': label,
  'node-taint': (value) => taint(value),
  'flannel-backend': flannelBackend,
  'egress-selector-mode': oneOf('disabled', 'agent', 'pod', 'cluster'),
  'secrets-encryption-provider': oneOf('aescbc', 'secretbox'),
  'etcd-s3-bucket-lookup-type': oneOf('auto', 'dns', 'path'),
  'etcd-snapshot-reconcile-interval': positive,
  'etcd-s3-timeout': positive,
  server: (value) =>
    /^https:\/\/[^/]/i.test(value)
      ? undefined
      : 'must be an https URL such as https://10.0.0.1:6443',
  'write-kubeconfig-mode': (value) =>
    /^[0-7]{3,4}$/.test(value) ? undefined : 'must be an octal mode such as 0600',
};

function oneOf(...allowed: string[]) {
  return (value: string): Reason =>
    allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`;
}

function positive(value: string): Reason {
  return /[1-9]/.test(value) && !value.startsWith('-') ? undefined : 'must be more than 0';
}

function flannelBackend(value: string): Reason {
  const [name = '', options] = value.split('=', 2);
  if (name === 'wireguard') {
    return 'wireguard was removed in k3s v1.26: use wireguard-native';
  }
  if (name === 'ipsec' || options !== undefined) {
    return 'ipsec and options behind the name were removed by k3s v1.28: use wireguard-native, or a flannel configuration with --flannel-conf';
  }
  return oneOf('none', 'vxlan', 'host-gw', 'wireguard-native')(name);
}

/** k3s does not split a label at commas, but the kubelet does: the node would start with half a label. */
function label(value: string): Reason {
  if (value.includes(',')) {
    return 'takes one label each: write --node-label several times';
  }

  const at = value.indexOf('=');
  if (at < 1) {
    return 'must be key=value';
  }

  const key = value.slice(0, at);
  const reason = labelKey(key) ?? labelValue(value.slice(at + 1));
  return reason === undefined ? undefined : `${key} ${reason}`;
}

/** What each flag's value must be. @param given only flags that the role has, with a value */
export function checkValues(given: readonly GivenFlag[], version: Version | undefined): Finding[] {
  return given.flatMap(({ flag, value = '', item }) => {
    const reason = valueRules[flag?.name ?? '']?.(value);
    return [
      ...(reason === undefined
        ? []
        : [
            {
              severity: 'error',
              at: atItem(item),
              message: `--${flag?.name}: ${reason}`,
            } satisfies Finding,
          ]),
      ...(flag?.name === 'kubelet-arg' ? kubeletArg(value, item, version) : []),
    ];
  });
}

function kubeletArg(value: string, item: number, version: Version | undefined): Finding[] {
  const name = value.replace(/^--/, '').split('=', 1)[0] ?? '';
  const advice = kubeletAdvice.get(name)?.(version);
  return advice === undefined
    ? []
    : [{ severity: 'warning', at: atItem(item), message: `--kubelet-arg=${name}: ${advice}` }];
}

/** Kubelet arguments that k3OS files carry and that do harm today. */
const kubeletAdvice = new Map<string, (version: Version | undefined) => Reason>([
  ['node-labels', () => 'replaces the labels from the key labels: use that key'],
  [
    'register-with-taints',
    () => 'replaces the taints from the key taints, and only the last one counts: use that key',
  ],
  [
    'cgroup-driver',
    () => 'this system has no systemd: k3s chooses cgroupfs by itself, leave it out',
  ],
  [
    'fail-cgroupv1',
    (version) =>
      version !== undefined && version.minor < 31 && version.major === 1
        ? 'this kubelet does not know it and would not start: leave it out, this system has cgroup v2'
        : 'this system has cgroup v2: leave it out',
  ],
]);
