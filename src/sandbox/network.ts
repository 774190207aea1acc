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
  /** false: nobody gives it an address. */
  readonly dhcp?: boolean | undefined;
}

/**
 * DHCP and DNS as a small office has them: fixed addresses by MAC, no host name by DHCP, no internet behind.
 * @param names further ones that are to be found, with their addresses
 */
export function dnsmasqArguments(
  folder: string,
  nodes: readonly NamedNode[],
  names: Readonly<Record<string, string>> = {},
): string[] {
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
    ...Object.entries(names).map(([name, address]) => `--host-record=${name},${address}`),
    ...nodes.flatMap(({ name, index, dhcp = true }) => [
      `--dhcp-host=${macOf(index)},${dhcp ? addressOf(index) : 'ignore'}`,
      `--host-record=${name},${addressOf(index)}`,
    ]),
  ];
}
