import { describe, expect, it } from 'vitest';
import { rootField, type StructureField } from '../../../src/config/field-tree.ts';
import {
  aliasesOf,
  canonicalPath,
  fieldNamed,
  snakeCase,
  writtenPath,
} from '../../../src/config/names.ts';

const k3os = rootField.fields.get('k3os') as StructureField;
const wifi = k3os.fields.get('wifi') as StructureField;

function allStructures(structure: StructureField): StructureField[] {
  const below = [...structure.fields.values()].flatMap((field) =>
    'fields' in field ? allStructures(field) : [],
  );
  return [structure, ...below];
}

describe('fieldNamed', () => {
  it.each([
    ...['ntpServers', 'ntp_servers', 'ntp_server', 'ntpservers', 'ntpserver'].map((written) => ({
      written,
      name: 'ntpServers',
    })),
    ...[
      'dataSources',
      'datasource',
      'data_source',
      'DataSources',
      'DATA_SOURCES',
      'data-sources',
    ].map((written) => ({ written, name: 'dataSources' })),
    ...['k3sArgs', 'k3s_args', 'k3s_arg', 'k3sargs', 'K3S-ARGS'].map((written) => ({
      written,
      name: 'k3sArgs',
    })),
    { written: 'module', name: 'modules' },
    { written: 'serverURL', name: 'serverUrl' },
    { written: 'password', name: 'password' },
    { written: 'passphrase', name: undefined },
    { written: 'ntp.servers', name: undefined },
    { written: '', name: undefined },
    { written: '__proto__', name: undefined },
  ])('takes $written as $name', ({ written, name }) => {
    expect(fieldNamed(k3os, written)?.name).toBe(name);
  });

  it.each(['pass', 'password', 'passphrase', 'PASS'])(
    'takes %s in a wifi entry as the passphrase',
    (written) => {
      expect(fieldNamed(wifi, written)?.name).toBe('passphrase');
    },
  );

  it("keeps cloud-init's user apart from users", () => {
    expect(fieldNamed(rootField, 'user')).toBeUndefined();
    expect(fieldNamed(rootField, 'users')?.name).toBe('users');
  });

  it('never finds two fields under one name', () => {
    for (const structure of allStructures(rootField)) {
      const names = [...structure.fields.values()].flatMap((field) => [
        ...new Set([field.name.toLowerCase(), ...aliasesOf(field)]),
      ]);

      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });
});

describe('snakeCase', () => {
  it.each([
    ['dnsNameservers', 'dns_nameservers'],
    ['k3sArgs', 'k3s_args'],
    ['hostname', 'hostname'],
    ['sshPwauth', 'ssh_pwauth'],
  ])('writes %s as %s', (name, snake) => {
    expect(snakeCase(name)).toBe(snake);
  });
});

describe('canonicalPath', () => {
  it.each([
    { written: 'hostname', path: ['hostname'] },
    {
      written: 'k3os.sysctl.net.ipv4.ip_forward',
      path: ['k3os', 'sysctls', 'net.ipv4.ip_forward'],
    },
    { written: 'k3os.sysctls[kernel.printk]', path: ['k3os', 'sysctls', 'kernel.printk'] },
    { written: 'k3os.wifi[1].pass', path: ['k3os', 'wifi', 1, 'passphrase'] },
    { written: 'K3OS.ntp-servers[0]', path: ['k3os', 'ntpServers', 0] },
    { written: 'k3os.nothing', path: undefined },
    { written: 'hostname.x', path: undefined },
    { written: 'k3os..token', path: undefined },
  ])('reads $written as $path', ({ written, path }) => {
    expect(canonicalPath(written)).toEqual(path);
  });

  it('reads what writtenPath writes', () => {
    const path = ['k3os', 'wifi', 2, 'passphrase'];

    expect(writtenPath(path)).toBe('k3os.wifi[2].passphrase');
    expect(canonicalPath(writtenPath(path))).toEqual(path);
  });
});
