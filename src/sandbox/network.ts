/** Addresses inside a cluster's own namespaces; never routed anywhere, so every cluster may have the same. */
const prefix = '10.88.0';

export const switchAddress = `${prefix}.1`;

/** @param index position of the node in its cluster, from 0. */
export function addressOf(index: number): string {
  return `${prefix}.${index + 11}`;
}

export function macOf(index: number): string {
  return `02:88:00:00:00:${(index + 11).toString(16).padStart(2, '0')}`;
}

/** Sets up the bridge; to be run in the cluster's namespaces. */
export const switchScript = [
  'ip link set lo up',
  'ip link add switch type bridge forward_delay 0',
  `ip addr add ${switchAddress}/24 dev switch`,
  'ip link set switch up',
];

/** Gives a node its network namespace, with eth0 plugged into the bridge unless it is to be offline. */
export function plugScript(name: string, index: number, online: boolean): string[] {
  return [
    `ip netns add ${name}`,
    `ip link add port-${index} type veth peer name eth0 address ${macOf(index)} netns ${name}`,
    ...(online ? [`ip link set port-${index} master switch up`] : []),
  ];
}

export interface NamedNode {
  readonly name: string;
  readonly index: number;
}

/** DHCP and DNS as a small office has them: fixed addresses by MAC, no host name by DHCP, no internet behind. */
export function dnsmasqArguments(folder: string, nodes: readonly NamedNode[]): string[] {
  return [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--user=root',
    '--interface=switch',
    '--bind-interfaces',
    '--no-resolv',
    '--no-hosts',
    '--no-ping',
    '--dhcp-authoritative',
    `--dhcp-range=${prefix}.11,${prefix}.250,255.255.255.0,1h`,
    `--dhcp-option=option:router,${switchAddress}`,
    `--dhcp-option=option:dns-server,${switchAddress}`,
    `--dhcp-leasefile=${folder}/dhcp.leases`,
    `--pid-file=${folder}/dnsmasq.pid`,
    '--log-facility=-',
    ...nodes.flatMap(({ name, index }) => [
      `--dhcp-host=${macOf(index)},${addressOf(index)}`,
      `--host-record=${name},${addressOf(index)}`,
    ]),
  ];
}
