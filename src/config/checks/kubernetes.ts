import type { Check } from '../fields.ts';

const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefix = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

function isQualifiedName(key: string): boolean {
  const parts = key.split('/');
  if (parts.length > 2) {
    return false;
  }

  const [last = '', domain] = parts.reverse();
  return name.test(last) && (domain === undefined || (domain.length <= 253 && prefix.test(domain)));
}

/** NodeRestriction: what a kubelet may set on its own Node among the reserved domains. */
const ownLabels = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
]);

function isReserved(key: string): boolean {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  if (
    domain === 'node-restriction.kubernetes.io' ||
    domain.endsWith('.node-restriction.kubernetes.io')
  ) {
    return true;
  }

  const official = /(^|\.)(kubernetes|k8s)\.io$/.test(domain);
  const allowed = /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(domain);
  return official && !allowed && !ownLabels.has(key);
}

/** Kubernetes' label key, less those that the API server refuses from a kubelet (which stops k3s). */
export const labelKey: Check = (key) => {
  if (!isQualifiedName(key)) {
    return 'is no label key: [prefix/]name, letters, digits, -, _ and ., name at most 63';
  }

  return isReserved(key)
    ? 'is reserved: a node may not set it on itself, set it with kubectl label node'
    : undefined;
};

export const labelValue: Check = (value) =>
  value === '' || name.test(value)
    ? undefined
    : 'is no label value: at most 63 letters, digits, -, _ and ., starting and ending with a letter or digit';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** `key[=value]:Effect` */
export const taint: Check = (value) => {
  const [, key = '', given = '', effect = ''] = /^([^=:]*)(?:=([^:]*))?:(.*)$/.exec(value) ?? [];
  if (!isQualifiedName(key) || labelValue(given) !== undefined) {
    return 'is no taint: key=value:Effect';
  }

  return effects.includes(effect) ? undefined : `must end in :${effects.join(', :')}`;
};
