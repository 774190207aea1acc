const plugins = '/var/lib/rancher/k3s/data/current/cni';

export interface Published {
  readonly hostPort: number;
  readonly containerPort: number;
}

/** The plug-ins and settings that k3s has: flannel's bridge, published ports, and bandwidth for those who ask for it. */
const chain = (published: Published) => [
  {
    type: 'bridge',
    bridge: 'cni0',
    isDefaultGateway: true,
    forceAddress: true,
    hairpinMode: true,
    ipMasq: true,
    ipam: { type: 'host-local', ranges: [[{ subnet: '10.42.0.0/24' }]] },
  },
  {
    type: 'portmap',
    snat: true,
    runtimeConfig: { portMappings: [{ ...published, protocol: 'tcp' }] },
  },
  {
    type: 'bandwidth',
    runtimeConfig: { bandwidth: { egressRate: 80_000_000, egressBurst: 80_000_000 } },
  },
];

/**
 * A shell script which makes a network namespace on the bridge of the pods, as containerd does when the kubelet asks for
 * one. It says what the last plug-in says.
 */
export function addPodNetwork(pod: string, published: Published): string {
  const namespace = namespaceOf(pod);
  const calls = chain(published).map((plugin) => {
    const config = JSON.stringify({ cniVersion: '1.0.0', name: 'cbr0', ...plugin });
    // Each is told what the one before has done.
    return `result=$(echo '${config.slice(0, -1)}'"\${result:+,\\"prevResult\\":$result}}" | ${plugins}/${plugin.type})`;
  });

  return [
    `ip netns add ${namespace}`,
    `export CNI_COMMAND=ADD CNI_IFNAME=eth0 CNI_PATH=${plugins}`,
    `export CNI_CONTAINERID=${pod} CNI_NETNS=/run/netns/${namespace}`,
    'result=',
    ...calls,
    'echo "$result"',
  ].join('\n');
}

/** The name that k3s's own gets too: what releases them at shutdown goes by it. */
export function namespaceOf(pod: string): string {
  return `cni-${pod}`;
}
