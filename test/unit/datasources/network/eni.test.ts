import { describe, expect, it } from 'vitest';
import { eni } from '../../../../src/datasources/network/eni.ts';
import { complaints } from '../../../support/network.ts';

const proxmox = `auto lo
iface lo inet loopback

        dns_nameservers 192.0.2.53 192.0.2.54
        dns_search example.org
auto eth0
iface eth0 inet static
        address 192.0.2.5
        netmask 255.255.255.0
        gateway 192.0.2.1
iface eth0 inet6 static
        address 2001:db8::5
        netmask 64
        gateway 2001:db8::1
auto eth1
iface eth1 inet dhcp
`;

describe('a file /etc/network/interfaces', () => {
  it('has the addresses that Proxmox gave', () => {
    const { interfaces, notices } = eni(proxmox);

    expect(interfaces).toEqual([
      {
        name: 'eth0',
        addresses: ['192.0.2.5/24', '2001:db8::5/64'],
        gateway: ['192.0.2.1', '2001:db8::1'],
        nameservers: ['192.0.2.53', '192.0.2.54'],
        search_domains: ['example.org'],
      },
    ]);
    expect(notices).toEqual([]);
    expect(complaints(interfaces)).toEqual([]);
  });

  it.each([
    '',
    'auto lo\niface lo inet loopback\n',
    '# all by itself\nallow-hotplug eth0\niface eth0 inet dhcp\niface eth0 inet6 auto\n',
  ])('leaves all to DHCP: %j', (text) => {
    expect(eni(text)).toEqual({ interfaces: [], notices: [] });
  });

  it('has an address of one family and DHCP for the other', () => {
    const text = 'iface eth0 inet static\naddress 192.0.2.5/24\nmtu 1400\niface eth0 inet6 dhcp\n';

    expect(eni(text).interfaces).toEqual([
      { name: 'eth0', addresses: ['192.0.2.5/24'], dhcp6: true, mtu: 1400 },
    ]);
  });

  it('tells of what it does not know, and keeps the rest', () => {
    const text =
      'iface eth0 inet static\n  address 192.0.2.5/24\n  post-up reboot\nsource /etc/x\n';

    expect(eni(text)).toEqual({
      interfaces: [{ name: 'eth0', addresses: ['192.0.2.5/24'] }],
      notices: [
        'network_config: "post-up reboot" is left out: it is not known here',
        'network_config: "source /etc/x" is left out: it is not known here',
      ],
    });
  });
});
