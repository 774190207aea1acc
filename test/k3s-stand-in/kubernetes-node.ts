import { isReady, type StoredNode } from './node-store.ts';

/** A node as the API of Kubernetes shows it, as far as `kubectl get nodes` looks. */
export function asKubernetes(node: StoredNode): unknown {
  const roles = Object.fromEntries(
    node.roles.map((role) => [`node-role.kubernetes.io/${role}`, 'true']),
  );
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      creationTimestamp: new Date(node.created).toISOString(),
      annotations: node.annotations,
      labels: { 'kubernetes.io/hostname': node.name, ...roles, ...node.labels },
    },
    spec: { taints: node.taints.map(asTaint) },
    status: {
      conditions: [{ type: 'Ready', status: isReady(node) ? 'True' : 'Unknown' }],
      nodeInfo: { kubeletVersion: node.version, bootID: node.bootId },
      addresses: [
        ...node.addresses.map((address) => ({ type: 'InternalIP', address })),
        { type: 'Hostname', address: node.name },
      ],
    },
  };
}

function asTaint(text: string): unknown {
  const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(text) ?? [];
  return { key, ...(value ? { value } : {}), effect };
}
