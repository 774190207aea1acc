import * as link from '../checks/interface-values.ts';
import * as network from '../checks/network.ts';
import { flag, text, textList } from '../fields.ts';

export const wifi = {
  name: text({ description: 'network name (SSID)', example: 'Shop Guest', check: network.ssid }),
  passphrase: text({
    description: 'WPA passphrase; empty for an open network',
    example: 'correct horse battery',
    secret: true,
    aliases: ['pass', 'password'],
    check: (value) => (value === '' ? undefined : network.passphrase(value)),
  }),
};

export const networkInterface = {
  name: text({
    description: 'name of the link; with parent, the one that the VLAN link gets',
    example: 'eth0',
    from: 'new',
    check: link.linkName,
  }),
  mac: text({
    description: 'MAC address of the card, instead of a name',
    example: '"00:16:3e:aa:bb:07"',
    from: 'new',
    check: link.mac,
  }),
  vlan: text({
    description: 'number of a VLAN: the entry is for that VLAN, on a link of its own (eth0.10)',
    example: '10',
    from: 'new',
    check: link.vlanId,
  }),
  parent: text({
    description: 'link, by name or MAC address, that carries the VLAN, where name is not to be it',
    example: 'eth0',
    from: 'new',
    check: link.linkOrMac,
  }),
  addresses: textList({
    description: 'addresses, IPv4 and IPv6, each with the length of its network',
    example: '[192.168.40.17/24, "2001:db8::17/64"]',
    from: 'new',
    check: link.nodeAddress,
  }),
  dhcp4: flag({
    description: 'ask DHCP for an IPv4 address; default: when addresses is empty',
    from: 'new',
    alone: true,
  }),
  dhcp6: flag({
    description: 'IPv6 by router advertisement or DHCP; default: when addresses is empty',
    from: 'new',
    alone: true,
  }),
  gateway: textList({
    description: 'default route: an IPv4 or an IPv6 address, or one of each',
    example: '192.168.40.1',
    from: 'new',
    aliases: ['gateways'],
    check: link.gatewayAddress,
  }),
  metric: text({
    description: 'which of several gateways is used first: the lowest, and one without before all',
    example: '100',
    from: 'new',
    alone: true,
    check: link.metric,
  }),
  nameservers: textList({
    description: 'name servers; those of DHCP are used when no interface names any',
    example: '[192.168.40.1]',
    from: 'new',
    check: network.ipAddress,
  }),
  searchDomains: textList({
    description: 'domains in which short names are looked up',
    example: '[example.org]',
    from: 'new',
    aliases: ['search'],
    check: link.searchDomain,
  }),
  mtu: text({
    description: 'size of the largest packet in bytes',
    example: '9000',
    from: 'new',
    alone: true,
    check: link.mtu,
  }),
};
