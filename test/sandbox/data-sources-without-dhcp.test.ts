import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { addressOf, macOf, switchAddress } from '../../src/sandbox/network.ts';
import { reportsOf } from '../../src/sandbox/progress.ts';
import { places } from '../metadata-server/places.ts';
import type { Machine } from '../metadata-server/provider.ts';
import { type MetadataService, startMetadata } from './metadata.ts';
import {
  configured,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  ready,
  startCluster,
} from './support.ts';

const names = ['digitalocean', 'hetzner', 'openstack'] as const;
type Name = (typeof names)[number];
const own = (name: Name) => addressOf(names.indexOf(name));
const ipv6 = '2001:db8::30';
const router6 = 'fe80::1';

const first = `https://${own('digitalocean')}:6443`;
const part: Record<Name, string> = {
  digitalocean: 'k3s_args: [server]',
  hetzner: `server_url: "${first}"`,
  openstack: `server_url: "${first}"`,
};

/** What wait-network would take is a minute. */
const longestMs = 45_000;

describe('a node whose network has no DHCP', () => {
  let cluster: Cluster;
  let key: KeyPair;
  let service: MetadataService;
  const node = (name: Name) => cluster.node(name);

  const machine = (name: Name): Machine => ({
    ...{ provider: name, id: `10${names.indexOf(name)}`, hostname: name },
    key: `${key.publicKey} ops`,
    userdata: `k3os: {token: a-shared-word, ${part[name]}}\n`,
    network: {
      ...{ mac: macOf(names.indexOf(name)), ipv4: own(name), nameserver: switchAddress },
      ...(name === 'hetzner' ? { ipv6, gateway6: router6 } : { gateway4: switchAddress }),
    },
  });

  beforeAll(async () => {
    key = await makeKey();
    cluster = await startCluster(
      names.map((name, index) => ({
        name,
        role: index === 0 ? 'server' : 'agent',
        config: `k3os: {data_sources: [${name}]}\n`,
        ...{ powered: false, dhcp: false },
      })),
    );
    const router = ['ip', 'address', 'add', `${router6}/64`, 'dev', 'switch', 'nodad'];
    expect(await cluster.exec(router)).toMatchObject({ status: 0 });
    const machines = Object.fromEntries(names.map((name) => [name, machine(name)]));
    service = await startMetadata(cluster, machines);
    await Promise.all(cluster.nodes.map((each) => each.powerOn()));
  });

  afterAll(async () => {
    await cluster?.stop();
    await service?.ended();
  });

  const addresses = (name: Name) =>
    output(
      node(name),
      ...['sh', '-c', "ip -o addr show dev eth0 | awk '{print $4}' | grep -v ^fe80: | sort"],
    );
  const status = async (name: Name) => (await node(name).exec(['k3os', 'status'])).stdout;
  const routes = (name: Name, family = '-4') =>
    output(node(name), 'ip', family, 'route', 'show', 'default');

  /** From the beginning of the boot phase to that of the runtime phase, in between which is all that waits. */
  function waited(name: Name): number {
    const at = (phase: string) =>
      Date.parse(reportsOf(node(name)).find((report) => report.phase === phase)?.startedAt ?? '');
    return at('runtime') - at('boot');
  }

  it('learns from its source what the network is to be, and joins', async () => {
    await ready(cluster, names, 120_000);
  });

  it.each(names)(
    'is online by the address of its source alone, without waiting, in %s',
    async (name) => {
      await configured(node(name));

      expect(outcomes(node(name)), await status(name)).toBe('initrd ok, boot ok, runtime ok');
      expect(await addresses(name)).toBe(
        [`${own(name)}/24`, ...(name === 'hetzner' ? [`${ipv6}/64`] : [])].join('\n'),
      );
      expect(node(name).consoleLog()).not.toContain('the network is not usable yet');
      expect(waited(name)).toBeLessThan(longestMs);
      const login = await cluster.ssh('rancher', name, key.privateKey, 'hostname');
      expect(login).toMatchObject({ status: 0, stdout: `${name}\n` });
    },
  );

  it.each(['digitalocean', 'openstack'] as const)(
    'has the gateway of its source in %s',
    async (name) => {
      expect(await routes(name)).toBe(`default via ${switchAddress} dev eth0`);
      expect(node(name).readFile('/etc/resolv.conf')).toContain(`nameserver ${switchAddress}\n`);
    },
  );

  it('leaves by IPv6 where its source has no IPv4 gateway', async () => {
    expect(await routes('hetzner', '-6')).toContain(`default via ${router6} dev eth0`);
    await output(node('hetzner'), 'ping', '-c', '1', '-W', '2', `${router6}%eth0`);
  });

  it.each(['hetzner', 'openstack'] as const)('asks at the link-local address in %s', (name) => {
    const asked = new Set(service.heardFrom(name).map(({ url }) => url.split('/')[0]));

    expect([...asked]).toEqual([places.onLink]);
  });

  it('asks from a link-local address that it has for that time alone in digitalocean', () => {
    const asked = service.heardFrom('digitalocean').map(({ from }) => from);

    expect(asked).toEqual([expect.stringMatching(/^169\.254\./)]);
  });

  describe('at a later start', () => {
    let before: (string | undefined)[];
    const userdata = () => names.map((name) => node(name).readFile('/run/config/userdata'));

    beforeAll(async () => {
      before = userdata();
      service.says('digitalocean', undefined);
      service.says('hetzner', undefined);
      service.says('openstack', {
        ...machine('openstack'),
        ...{ id: '999', hostname: 'somebody-else', userdata: 'k3os: {labels: {of: another}}\n' },
      });
      await Promise.all(
        names.map(async (name) => {
          await node(name).powerOff();
          await node(name).powerOn();
          await configured(node(name), 90_000);
        }),
      );
    });

    it.each(names)('is well, and what it was, without waiting, in %s', async (name) => {
      expect(outcomes(node(name)), await status(name)).toBe('initrd ok, boot ok, runtime ok');
      expect(await output(node(name), 'hostname')).toBe(name);
      expect(await addresses(name)).toContain(`${own(name)}/24`);
      expect(waited(name)).toBeLessThan(longestMs);
      expect(userdata()).toEqual(before);
      await ready(cluster, names);
    });

    it.each(['digitalocean', 'hetzner'] as const)(
      'says that nobody has answered in %s',
      async (name) => {
        expect(await status(name)).toContain(`what ${name} said earlier counts`);
      },
    );

    it('says in one line that the service takes it for another machine', async () => {
      const told = (await status('openstack')).split('\n').filter((line) => /another/.test(line));

      expect(told).toEqual([
        expect.stringMatching(/this is another machine by openstack: 999, until now 102; .*adopt/),
      ]);
    });

    it('learns to be that one once a person wants it', async () => {
      await output(node('openstack'), 'k3os', 'datasource', 'adopt');
      await output(node('openstack'), 'rc-service', 'cloud-config', 'restart');

      expect(node('openstack').readFile('/run/config/hostname')).toBe('somebody-else');
    });
  });
});
