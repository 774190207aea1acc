import type { Network } from './provider.ts';

/** As DigitalOcean says it. */
export function droplet({ mac, ipv4, gateway4, ipv6 }: Network) {
  return {
    ...{ mac, type: 'public' },
    ipv4: { ip_address: ipv4, netmask: '255.255.255.0', gateway: gateway4 },
    ...(ipv6 === undefined ? {} : { ipv6: { ip_address: ipv6.toUpperCase(), cidr: 64 } }),
  };
}

/** cloud-init's version 1, as Hetzner says it. */
export function versionOne({ mac, ipv4, gateway4, ipv6, gateway6, nameserver }: Network) {
  const subnets = [
    { ipv6: true, type: 'static', address: `${ipv6}/64`, gateway: gateway6 },
    { ipv4: true, type: 'static', address: `${ipv4}/24`, gateway: gateway4 },
  ];
  return {
    version: 1,
    config: [
      { type: 'physical', name: 'eth0', mac_address: mac, subnets },
      { type: 'nameserver', address: [nameserver], interface: 'eth0' },
    ],
  };
}

/** As OpenStack says it. */
export function networkData({ mac, ipv4, gateway4, nameserver }: Network) {
  const routes = [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: gateway4 }];
  return {
    links: [{ id: 'tap1a2b', type: 'ovs', mtu: null, ethernet_mac_address: mac }],
    networks: [
      {
        ...{ id: 'network0', link: 'tap1a2b', type: 'ipv4', network_id: 'n' },
        ...{ ip_address: ipv4, netmask: '255.255.255.0', routes },
      },
    ],
    services: [{ type: 'dns', address: nameserver }],
  };
}
