import { labelKey, labelValue, taint } from '../config/checks/kubernetes.ts';
import { atItem, type Finding } from './finding.ts';
import { type GivenFlag, isSet, valuesOf } from './flags.ts';
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

interface Rule {
  readonly flag: string;
  readonly when?: (given: readonly GivenFlag[], joins: boolean) => boolean;
  readonly severity: Finding['severity'];
  readonly message: string;
}

const persistent = /^\/(var|opt|home|usr\/local)\//;

const has = (given: readonly GivenFlag[], name: string) => valuesOf(given, name).length > 0;

/** Flags that do not go together, or not on a node which starts by itself. */
const rules: readonly Rule[] = [
  {
    flag: 'cluster-reset-restore-path',
    when: (given) => !isSet(given, 'cluster-reset'),
    severity: 'error',
    message: '--cluster-reset-restore-path needs --cluster-reset',
  },
  {
    flag: 'cluster-reset',
    when: (given, joins) => isSet(given, 'cluster-reset') && joins,
    severity: 'error',
    message: '--cluster-reset cannot be used while joining a server: remove server_url',
  },
  {
    flag: 'cluster-reset',
    when: (given, joins) => isSet(given, 'cluster-reset') && !joins,
    severity: 'warning',
    message:
      '--cluster-reset resets the cluster at every start and then exits: run it once by hand, do not keep it in the configuration',
  },
  {
    flag: 'cluster-init',
    when: (given, joins) => isSet(given, 'cluster-init') && joins,
    severity: 'warning',
    message: '--cluster-init has no effect beside a server to join: the node joins that one',
  },
  {
    flag: 'disable-etcd',
    when: (given, joins) => isSet(given, 'disable-etcd') && !joins,
    severity: 'error',
    message: '--disable-etcd needs a server to join: set server_url',
  },
  ...['disable-apiserver', 'disable-etcd'].map(
    (flag): Rule => ({
      flag,
      when: (given) => isSet(given, flag) && has(given, 'datastore-endpoint'),
      severity: 'error',
      message: `--${flag} does not go with --datastore-endpoint`,
    }),
  ),
  {
    flag: 'log',
    severity: 'warning',
    message:
      '--log makes k3s write a log of its own and report ready too early: leave it out, the log is in /var/log/k3s-service.log',
  },
  {
    flag: 'token-file',
    when: (given) => /\/server\/(node-)?token$/.test(valuesOf(given, 'token-file').at(-1) ?? ''),
    severity: 'warning',
    message:
      '--token-file names the file that k3s writes itself: before the first start it waits for it four minutes and gives up, use the key token',
  },
  {
    flag: 'data-dir',
    when: (given) => !persistent.test(valuesOf(given, 'data-dir').at(-1) ?? ''),
    severity: 'warning',
    message:
      '--data-dir is not on the persistent disk (/var, /opt, /home, /usr/local): the node would forget its cluster at every boot',
  },
  {
    flag: 'docker',
    when: (given) => isSet(given, 'docker'),
    severity: 'warning',
    message: '--docker needs a Docker daemon, which this system does not have',
  },
  {
    flag: 'rootless',
    severity: 'warning',
    message: '--rootless is for k3s started by an ordinary user, here it runs as root',
  },
];

/** @param joins a server to join is given somewhere */
export function checkCombinations(given: readonly GivenFlag[], joins: boolean): Finding[] {
  return rules.flatMap(({ flag, when, severity, message }) => {
    const last = given.findLast((entry) => entry.flag?.name === flag);
    return last === undefined || when?.(given, joins) === false
      ? []
      : [{ severity, at: atItem(last.item), message }];
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
