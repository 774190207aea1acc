import { describe, expect, it } from 'vitest';
import { type Field, hasFields, rootField } from '../../../src/config/field-tree.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { readFacts } from '../../../src/facts/read.ts';
import type { PhaseName } from '../../../src/phase-names.ts';
import { phases } from '../../../src/phases.ts';
import { load } from '../../support/load.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a@b';

/** One of every key. */
const everything = `
hostname: a
fqdn: a.example.org
manage_etc_hosts: true
ssh_authorized_keys: ["${publicKey}", github:alice]
write_files:
- {path: /etc/a, content: aGk=, encoding: b64, owner: root, permissions: "0600", append: false, defer: false}
- {path: /etc/b, source: {uri: "https://h/b", headers: {A: b}}}
- {path: /etc/c, content: x, append: true, defer: true}
init_cmd: [a]
boot_cmd: [b]
run_cmd: [c]
ssh_pwauth: false
users:
- {name: bob, gecos: Bob, ssh_authorized_keys: ["${publicKey}"], groups: [staff], sudo: ["ALL=(ALL) ALL"], shell: /bin/sh, lock_passwd: false, passwd: $6$s$h}
chpasswd: {expire: false, users: [{name: bob, password: $6$s$h, type: hash}]}
ntp: {enabled: true, servers: [a.example.org], pools: [b.example.org]}
timezone: Europe/Berlin
ca_certs: {trusted: [x], remove_defaults: false}
growpart: {mode: auto, devices: [/], ignore_growroot_disabled: false}
power_state: {mode: reboot, delay: +1, message: m, condition: "true", timeout: 30}
swap: {filename: /var/swap, size: auto, maxsize: 1G}
mounts: [[sdb, /mnt]]
packages: [vim]
k3os:
  data_sources: [aws]
  modules: [kvm]
  sysctls: {vm.swappiness: 1}
  ntp_servers: [c.example.org]
  dns_nameservers: [9.9.9.9]
  interfaces:
  - {name: v, parent: eth0, vlan: 10, addresses: [10.0.0.5/24], gateway: 10.0.0.1, metric: 5, mtu: 1400, nameservers: [10.0.0.1], search_domains: [a.example], dhcp4: false, dhcp6: true}
  - {mac: "02:00:00:00:00:0a"}
  wifi: [{name: w, passphrase: long enough}]
  password: p
  server_url: https://10.0.0.1:6443
  token: K10aaaa::server:x
  labels: {a: b}
  k3s_args: [agent]
  environment: {A: b}
  taints: ["a=b:NoSchedule"]
  command_timeout: 1m
  key_providers: {github: "https://git.example.org"}
  install: {force_efi: true, device: /dev/sda, config_url: "http://c", silent: true, iso_url: "http://i", power_off: true, no_format: true, debug: true, tty: ttyS0, force: true, allow_lockout: true, mbr: true,
    disk: {size: ">=32G", model: "QEMU*", serial: "1", wwn: "0x5", by_path: "pci-*", type: ssd}}
`;

/** Keys that no applier reads, and why they are there all the same. */
const readElsewhere = [
  { key: /^packages$/, reader: 'nothing: a warning says so, the system is immutable' },
  { key: /^k3os\.install\./, reader: 'the installer' },
  {
    key: /^growpart\./,
    reader: 'nothing: the state partition grows by itself, the key is only accepted',
  },
  { key: /^powerState\.timeout$/, reader: 'nothing: accepted, as its description says' },
];

function leaves(field: Field, path: string): string[] {
  return hasFields(field)
    ? [...field.fields.values()].flatMap((child) =>
        leaves(child, path === '' ? child.name : `${path}.${child.name}`),
      )
    : [path];
}

/** The same configuration, which notes the path of every key that is read by name. */
function watched<T>(value: T, field: Field | undefined, path: string, reads: Set<string>): T {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') {
        return found;
      }
      if (Array.isArray(target)) {
        return /^\d+$/.test(key) ? watched(found, field, path, reads) : found;
      }
      const child = hasFields(field) ? field.fields.get(key) : undefined;
      const inner = path === '' ? key : `${path}.${key}`;
      if (hasFields(field)) {
        reads.add(inner);
      }
      return watched(found, child, inner, reads);
    },
  });
}

const machine = {
  '/proc/meminfo': 'MemTotal: 1048576 kB\n',
  '/k3os/system/k3s/current': { link: 'v1.36.4+k3s1' },
  '/k3os/system/k3s/v1.36.4+k3s1/k3s': { content: '', mode: 0o755 },
};

function keysRead(): Set<string> {
  const reads = new Set<string>();
  const config = watched(load([everything]).config, rootField, '', reads) as NodeConfig;
  for (const phase of Object.keys(phases) as PhaseName[]) {
    const { appliers } = phases[phase];
    const queries = appliers.map((applier) => applier.needs?.(config, phase) ?? {});
    const facts = readFacts(recordingSystem({ files: machine }), queries);
    for (const applier of appliers) {
      applier.plan(config, { phase, facts, originOf: () => undefined });
    }
  }
  return reads;
}

describe('every key of the schema', () => {
  const documented = leaves(rootField, '');
  const isReadElsewhere = (path: string) => readElsewhere.some(({ key }) => key.test(path));

  it('is in the configuration of this test', () => {
    const { merged, problems } = load([everything], { unknownKeys: 'error' });
    const present = (path: string) =>
      path.split('.').reduce<unknown[]>(
        (found, key) =>
          found
            .flat()
            .map((value) => (value as Record<string, unknown>)[key])
            .filter((value) => value !== undefined),
        [merged],
      ).length > 0;

    // A key without effect is only worth a warning that says so.
    expect(problems.filter(({ key }) => key !== 'packages')).toEqual([]);
    expect(documented.filter((path) => !present(path))).toEqual([]);
  });

  it('is read by an applier, or listed with its reader', () => {
    const reads = keysRead();

    expect(documented.filter((path) => !reads.has(path) && !isReadElsewhere(path))).toEqual([]);
  });

  it('that is listed as read elsewhere is read by no applier', () => {
    const reads = [...keysRead()];

    expect(readElsewhere.filter(({ key }) => reads.some((path) => key.test(path)))).toEqual([]);
  });

  it('is documented when it is read', () => {
    const known = new Set(
      documented.flatMap((path) =>
        path.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.')),
      ),
    );

    expect([...keysRead()].filter((path) => !known.has(path) && !path.endsWith('.toJSON'))).toEqual(
      [],
    );
  });
});
