import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { addressOf, macOf } from '../../src/sandbox/network.ts';
import {
  configured,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  startCluster,
  startRecord,
} from './support.ts';

/** A second network, where nobody gives addresses; its router is .1. */
const back = '10.89.0';
const secondMac = '02:89:00:00:00:02';

const names = ['static', 'two', 'old', 'mixed', 'wrong', 'lonely', 'tagged', 'single'] as const;
type Name = (typeof names)[number];
const indexOf = (name: Name) => names.indexOf(name);
const own = (name: Name) => addressOf(indexOf(name));

const oldFile = `[service_front]
Type=ethernet
DeviceName=eth0
IPv4=${own('old')}/255.255.255.0
Nameservers=10.88.0.1

[service_back]
Type=ethernet
MAC=02:89:00:00:00:03
IPv4=${back}.3/255.255.255.0/${back}.1
IPv6=off
`;

const configs: Record<Name, string> = {
  static: `
  interfaces:
  - name: eth0
    addresses: [${own('static')}/24, "2001:DB8::17/64"]
    gateway: [10.88.0.1, "2001:db8::1"]
    nameservers: [10.88.0.1]
    search: [example.org]
    mtu: 1400
`,
  two: `
  interfaces:
  - name: eth0
    addresses: [${own('two')}/24]
    nameservers: [10.88.0.1]
  - mac: ${secondMac.toUpperCase()}
    addresses: [${back}.2/24, 10.77.0.2/24]
    gateway: ${back}.1
`,
  old: `
  dns_nameservers: [192.0.2.53]
write_files:
- path: /var/lib/connman/cable.config
  permissions: "0600"
  content: |
${oldFile.replace(/^/gm, '    ')}
`,
  mixed: `
  interfaces:
  - name: eth0
    dhcp4: true
    addresses: ["2001:db8::5/64", 10.77.0.5/24]
    gateway: "2001:db8::1"
    search: [example.org]
`,
  wrong: `
  interfaces:
  - name: eth0
    addresses: [${own('wrong')}/24]
    gateway: 10.99.0.1
  - name: eth7
    addresses: [10.98.0.7/24]
  - mac: 02:ff:00:00:00:07
`,
  lonely: '',
  tagged: `
  interfaces:
  - name: eth0
    addresses: [${own('tagged')}/24]
    nameservers: [10.88.0.1]
  - name: eth0
    vlan: 10
    addresses: [10.90.0.7/24]
    gateway: 10.90.0.1
`,
  // As clouds have it: an address alone, and a gateway that only the link knows.
  single: `
  interfaces:
  - name: eth0
    addresses: [${own('single')}/32]
    gateway: 10.88.0.1
    nameservers: [10.88.0.1]
`,
};

describe('a node with cables', () => {
  let cluster: Cluster;
  let key: KeyPair;
  /** The kernel is the host's, and not every one has VLANs. */
  let hasVlans: boolean;
  const node = (name: Name) => cluster.node(name);

  beforeAll(async () => {
    key = await makeKey();
    const config = (name: Name) =>
      `hostname: ${name}\nssh_authorized_keys: ["${key.publicKey}"]\nk3os:\n  token: word\n${configs[name]}`;
    cluster = await startCluster(
      names.map((name) => ({ name, config: config(name), powered: false })),
    );
    await onTheSwitch(
      'ip addr add 2001:db8::1/64 dev switch nodad',
      'ip link add back type bridge forward_delay 0',
      `ip addr add ${back}.1/24 dev back`,
      'ip link set back up',
      ...plug('two', secondMac),
      ...plug('old', '02:89:00:00:00:03'),
      `ip link set port-${indexOf('lonely')} master back`,
    );
    const vlan = [
      'ip',
      'link',
      'add',
      'link',
      'switch',
      'name',
      'switch.10',
      'type',
      'vlan',
      'id',
      '10',
    ];
    hasVlans = (await cluster.exec(vlan)).status === 0;
    if (hasVlans) {
      await onTheSwitch('ip addr add 10.90.0.1/24 dev switch.10', 'ip link set switch.10 up');
    }
    await Promise.all(cluster.nodes.map((each) => each.powerOn()));
  });

  afterAll(() => cluster?.stop());

  function plug(name: Name, mac: string, into = 'back'): string[] {
    const port = `back-${indexOf(name)}`;
    return [
      `ip link add ${port} type veth peer name eth1 address ${mac} netns ${name}`,
      `ip link set ${port} master ${into} up`,
    ];
  }

  async function onTheSwitch(...commands: string[]): Promise<void> {
    const { status, stderr } = await cluster.exec(['sh', '-ec', commands.join('\n')]);
    expect(status, stderr).toBe(0);
  }

  const routes = (name: Name, family = '-4') =>
    output(node(name), 'ip', family, 'route', 'show', 'default');
  const addresses = (name: Name, link: string) =>
    output(
      node(name),
      'sh',
      '-c',
      `ip -o addr show dev ${link} scope global | awk '{print $4}' | sort`,
    );
  const login = (name: Name) => cluster.ssh('rancher', name, key.privateKey, 'hostname');
  const status = async (name: Name) => (await node(name).exec(['k3os', 'status'])).stdout;

  describe('and a static address', () => {
    it('is online and can be reached without DHCP', async () => {
      await configured(node('static'));

      expect(outcomes(node('static'))).toBe('initrd ok, boot ok, runtime ok');
      expect(await login('static')).toMatchObject({ status: 0, stdout: 'static\n' });
      expect(readFileSync(join(cluster.record.folder, 'dnsmasq.log'), 'utf8')).not.toContain(
        macOf(indexOf('static')),
      );
    });

    it('has what is configured and nothing else', async () => {
      expect(await addresses('static', 'eth0')).toBe(`${own('static')}/24\n2001:db8::17/64`);
      expect(await routes('static')).toBe('default via 10.88.0.1 dev eth0');
      expect(await routes('static', '-6')).toContain('default via 2001:db8::1 dev eth0 metric 1');
      expect(await output(node('static'), 'cat', '/sys/class/net/eth0/mtu')).toBe('1400');
      expect(node('static').readFile('/etc/resolv.conf')).toMatch(
        /^search example.org\nnameserver 10.88.0.1\n$/m,
      );
    });

    it('asks its name server', async () => {
      expect(await output(node('static'), 'getent', 'hosts', 'two')).toContain(own('two'));
    });

    it('keeps all of it while the cable is out', async () => {
      const before = await addresses('static', 'eth0');
      await node('static').setLink(false);

      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(await addresses('static', 'eth0')).toBe(before);
      expect(await routes('static')).toMatch(/^default via 10.88.0.1 dev eth0 +linkdown$/);

      await node('static').setLink(true);
      expect(await login('static')).toMatchObject({ status: 0 });
    });

    it('gets back what somebody took away', async () => {
      const before = await addresses('static', 'eth0');
      await output(node('static'), 'ip', 'link', 'set', 'eth0', 'down');
      await output(node('static'), 'ip', 'address', 'flush', 'dev', 'eth0');

      await node('static').waitFor('addresses', 10_000, async () => {
        return (await addresses('static', 'eth0')) === before;
      });
      expect(await routes('static')).toBe('default via 10.88.0.1 dev eth0');
    });

    it('shows a changed address in the plan, and takes it without a restart', async () => {
      node('static').writeFile(
        '/var/lib/rancher/k3os/config.d/10-net.yaml',
        `k3os: {interfaces: [{name: eth0, addresses: [${own('static')}/24, 10.88.0.99/24], gateway: 10.88.0.1}]}`,
      );

      const plan = await node('static').exec(['k3os', 'config', 'plan']);
      expect(plan.stdout).toMatch(
        /interfaces: write \/etc\/k3os\/interfaces {3}\(.*10-net.yaml:1\)/,
      );
      expect(plan.stdout).toContain('-address eth0 2001:db8::17/64');
      expect(plan.stdout).toContain('+address eth0 10.88.0.99/24');
      expect(plan.stdout).toContain('run /usr/lib/k3os/interfaces apply');

      expect((await node('static').exec(['k3os', 'config'])).status).toBe(0);
      expect(await addresses('static', 'eth0')).toBe(`${own('static')}/24\n10.88.0.99/24`);
      expect(await routes('static', '-6')).toBe('');
      expect((await node('static').exec(['k3os', 'config', 'plan'])).stdout).toContain(
        'Nothing to change',
      );
    });

    it('goes back to DHCP when the key is taken away', async () => {
      node('static').writeFile(
        '/var/lib/rancher/k3os/config.d/10-net.yaml',
        'k3os: {interfaces: []}',
      );

      expect((await node('static').exec(['k3os', 'config'])).status).toBe(0);
      expect(await addresses('static', 'eth0')).toBe(`${own('static')}/24`);
      expect(await output(node('static'), 'connmanctl', 'services')).toContain('Wired');
      expect(await output(node('static'), 'cat', '/etc/resolv.conf')).toContain(
        'Generated by Connection Manager',
      );
    });
  });

  describe('and two static addresses', () => {
    it('has its default route on the card with the gateway, told by MAC address', async () => {
      await configured(node('two'));

      expect(outcomes(node('two'))).toBe('initrd ok, boot ok, runtime ok');
      expect(await routes('two')).toBe(`default via ${back}.1 dev eth1`);
      expect(await addresses('two', 'eth1')).toBe(`10.77.0.2/24\n${back}.2/24`);
      expect(node('two').readFile('/etc/resolv.conf')).toContain('nameserver 10.88.0.1\n');
      expect(await login('two')).toMatchObject({ status: 0 });
    });

    it('keeps it there when either cable was out', async () => {
      for (const port of [`port-${indexOf('two')}`, `back-${indexOf('two')}`]) {
        await onTheSwitch(`ip link set ${port} down`, 'sleep 1', `ip link set ${port} up`);
        await new Promise((resolve) => setTimeout(resolve, 2_500));

        expect(await routes('two')).toBe(`default via ${back}.1 dev eth1`);
      }
    });

    it('sets up a card that was pulled and plugged in again', async () => {
      await onTheSwitch(`ip link del back-${indexOf('two')}`, 'sleep 1', ...plug('two', secondMac));

      await node('two').waitFor('default route', 10_000, async () => {
        return (await routes('two')) === `default via ${back}.1 dev eth1`;
      });
      expect(await addresses('two', 'eth1')).toBe(`10.77.0.2/24\n${back}.2/24`);
    });

    it('has the same after a reboot', async () => {
      await node('two').reboot();
      await configured(node('two'));

      expect(outcomes(node('two'))).toBe('initrd ok, boot ok, runtime ok');
      expect(await routes('two')).toBe(`default via ${back}.1 dev eth1`);
      expect(await addresses('two', 'eth1')).toBe(`10.77.0.2/24\n${back}.2/24`);
    });
  });

  describe('and a connman file of its own for two cards, as on k3OS', () => {
    it('has both addresses, and its default route on the card with the gateway', async () => {
      await configured(node('old'));

      expect(outcomes(node('old'))).toBe('initrd ok, boot ok, runtime ok');
      expect(await addresses('old', 'eth0')).toContain(`${own('old')}/24`);
      expect(await addresses('old', 'eth1')).toBe(`${back}.3/24`);
      expect(await routes('old')).toMatch(new RegExp(`^default via ${back}\\.1 dev eth1[^\\n]*$`));
      expect(await output(node('old'), 'cat', '/etc/resolv.conf')).toContain(
        'nameserver 10.88.0.1',
      );
      expect(await login('old')).toMatchObject({ status: 0 });
    });
  });

  describe('and DHCP for one family only', () => {
    it('has the address of DHCP and its own', async () => {
      await configured(node('mixed'));

      expect(outcomes(node('mixed'))).toBe('initrd ok, boot ok, runtime ok');
      expect(await addresses('mixed', 'eth0')).toBe(
        `10.77.0.5/24\n${own('mixed')}/24\n2001:db8::5/64`,
      );
      expect(await routes('mixed')).toBe('default via 10.88.0.1 dev eth0');
      expect(await routes('mixed', '-6')).toContain('default via 2001:db8::1 dev eth0 metric 1');
      expect(await output(node('mixed'), 'cat', '/etc/resolv.conf')).toMatch(
        /^search example.org *\nnameserver 10.88.0.1$/m,
      );
    });

    it.each([
      {
        when: 'the cable was out',
        trouble: async () => {
          await node('mixed').setLink(false);
          await new Promise((resolve) => setTimeout(resolve, 1_000));
          await node('mixed').setLink(true);
        },
      },
      {
        when: 'connman began anew',
        trouble: async () => {
          const before = await output(node('mixed'), 'pidof', 'connmand');
          await output(node('mixed'), 'kill', '-9', before);
          await node('mixed').waitFor('connman', 10_000, async () =>
            /^\d+\n$/.test(
              (await node('mixed').exec(['pidof', 'connmand'])).stdout.replace(before, ''),
            ),
          );
        },
      },
    ])('has both again when $when', async ({ trouble }) => {
      await trouble();

      await node('mixed').waitFor('both addresses', 15_000, async () => {
        const all = await addresses('mixed', 'eth0');
        return all.includes('10.77.0.5') && all.includes('2001:') && all.includes(own('mixed'));
      });
      await node('mixed').waitFor('IPv6 route', 5_000, async () =>
        (await routes('mixed', '-6')).includes('via 2001:db8::1'),
      );
    });
  });

  describe('and a VLAN', () => {
    it('can be reached on its card', async () => {
      await configured(node('tagged'));

      expect(await addresses('tagged', 'eth0')).toBe(`${own('tagged')}/24`);
      expect(await login('tagged')).toMatchObject({ status: 0 });
    });

    it('has its default route on the VLAN, or says that this kernel has none', async () => {
      const said = [outcomes(node('tagged')), await status('tagged')].join('\n');

      if (hasVlans) {
        expect(said).toContain('runtime ok');
        expect(await routes('tagged')).toBe('default via 10.90.0.1 dev eth0.10');
        await output(node('tagged'), 'ping', '-c', '1', '-W', '2', '10.90.0.1');
      } else {
        expect(said).toContain('runtime degraded');
        expect(said).toMatch(
          /config.yaml:\d+: ip link add link eth0 name eth0.10 type vlan id 10: .*Unknown device/,
        );
      }
    });
  });

  describe('and a single address without a network', () => {
    it('reaches its gateway through the link', async () => {
      await configured(node('single'));

      expect(outcomes(node('single'))).toBe('initrd ok, boot ok, runtime ok');
      expect(await addresses('single', 'eth0')).toBe(`${own('single')}/32`);
      expect(await routes('single')).toBe('default via 10.88.0.1 dev eth0 onlink');
      expect(await login('single')).toMatchObject({ status: 0 });
    });
  });

  describe('and mistakes', () => {
    it('can be reached, and says what each is', async () => {
      await configured(node('wrong'));

      expect(outcomes(node('wrong'))).toContain('runtime degraded');
      expect(await login('wrong')).toMatchObject({ status: 0 });
      const told = await status('wrong');
      expect(told).toMatch(
        /config.yaml:\d+: k3os.interfaces\[0\].gateway\[0\]: is outside 10.88.0.15\/24/,
      );
      expect(told).toMatch(
        /config.yaml:\d+: k3os.interfaces\[1\]: there is no link eth7.*; this machine has eth0 \(02:88:/,
      );
      expect(told).toMatch(/k3os.interfaces\[2\]: there is no card with the MAC address 02:ff:/);
    });

    it('has a default route to anywhere, without which k3s does not start', async () => {
      expect(await routes('wrong')).toBe('default dev eth0 scope link metric 4294967295');
      expect(startRecord(node('wrong')).starts).toBe(1);
    });
  });

  describe('and nobody who gives an address', () => {
    it('finishes its boot in bounded time, and is not online by a link-local address', async () => {
      await configured(node('lonely'), 100_000);

      expect(node('lonely').consoleLog()).toContain('the network is not usable yet');
      expect(outcomes(node('lonely'))).toBe('initrd ok, boot ok, runtime ok');
      await node('lonely').waitFor('a link-local address', 60_000, async () =>
        (await addresses('lonely', 'eth0')).includes('169.254.'),
      );
      const usable = await node('lonely').exec(['/usr/lib/k3os/wait-network', '1', '1', '1']);
      expect(usable.status).toBe(1);
    });

    it('has its default route on the card that gets an address later', async () => {
      expect(await routes('lonely')).toBe('default dev eth0 scope link');

      await onTheSwitch(...plug('lonely', '02:89:00:00:00:05', 'switch'));

      await node('lonely').waitFor('a default route', 20_000, async () =>
        /^default via 10\.88\.0\.1 dev eth1[^\n]*$/.test(await routes('lonely')),
      );
      await output(node('lonely'), 'ping', '-c', '1', '-W', '2', '10.88.0.1');
    });
  });
});
