import { describe, expect, it } from 'vitest';
import * as accounts from '../../../../src/config/checks/accounts.ts';
import { dataSource } from '../../../../src/config/checks/data-source.ts';
import * as link from '../../../../src/config/checks/interface-values.ts';
import * as kernel from '../../../../src/config/checks/kernel.ts';
import * as kubernetes from '../../../../src/config/checks/kubernetes.ts';
import * as network from '../../../../src/config/checks/network.ts';
import * as text from '../../../../src/config/checks/text.ts';
import type { Check } from '../../../../src/config/fields.ts';

/** What a value could do in the format that it reaches: another line, section, option, path or command. */
const injections = [
  'a\nb',
  'a\rb',
  'a\0b',
  '$(reboot)',
  '`reboot`',
  'a;b',
  "a'b",
  'a"b',
  '[section]',
  '-option',
  '../../etc/passwd',
  'a b',
];

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a@b';

/** A public key of random content: its type, then fields of these lengths. */
function blobOf(type: string, ...lengths: number[]): string {
  const fields = [Buffer.from(type), ...lengths.map((length) => Buffer.alloc(length, 7))];
  const parts = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return Buffer.concat(parts).toString('base64');
}

/** As it is written in a URL. */
const fact = (name: string) => `\${${name}}`;

const rsa = blobOf('ssh-rsa', 3, 257);

interface Row {
  readonly name: string;
  readonly check: Check;
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** Injections that are harmless here: the value is only ever one line or one argument. */
  readonly harmless?: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'fqdn',
    check: network.fqdn,
    good: ['a', 'a.b.example', `a.${'b'.repeat(63)}.example`, `${'a'.repeat(63)}.b`],
    bad: ['', 'localhost.x', 'a..b', 'a_b.c', 'a.b_c', `a.${'b'.repeat(64)}`, 'a.b'.repeat(90)],
  },
  {
    name: 'hostname',
    check: network.hostname,
    good: ['a', 'berlin-s1', 'a.b.example', 'WEB-1', 'a'.repeat(63), '1'],
    bad: [
      '',
      '-a',
      'a-',
      'a..b',
      '.a',
      'a_b',
      'localhost',
      'LOCALHOST.localdomain',
      'a'.repeat(64),
      'ä',
    ],
  },
  {
    name: 'IP address',
    check: network.ipAddress,
    good: ['10.0.0.53', '2001:db8::1', '::1'],
    bad: ['', '10.0.0', '10.0.0.256', 'dns.example', '10.0.0.1/24'],
  },
  {
    name: 'host',
    check: network.host,
    good: ['0.pool.ntp.org', '10.0.0.1', 'fd00::1', 'a'],
    bad: ['', '-a', 'a-', 'a_b', 'http://a'],
  },
  {
    name: 'link name',
    check: link.linkName,
    good: ['eth0', 'enp0s31f6', 'eth0.10', 'lan-1', 'enx001122334455'],
    bad: ['', 'lo', 'a/b', 'enx0011223344556', 'eth*', 'eth0:1', 'e,f'],
  },
  {
    name: 'MAC address',
    check: link.mac,
    good: ['00:16:3e:aa:bb:07', '00-16-3E-AA-BB-07'],
    bad: ['', '00:16:3e:aa:bb', '00163eaabb07', '00:16:3e:aa:bb:0g'],
  },
  {
    name: 'link name or MAC address',
    check: link.linkOrMac,
    good: ['eth0', '00:16:3e:aa:bb:07', '00-16-3E-AA-BB-07'],
    bad: ['', '00:16:3e', 'a/b'],
  },
  {
    name: 'VLAN',
    check: link.vlanId,
    good: ['1', '4094'],
    bad: ['', '0', '4095', '01', '1.5', 'x'],
  },
  {
    name: 'MTU',
    check: link.mtu,
    good: ['68', '1500', '65535'],
    bad: ['', '0', '67', '65536', '1k'],
  },
  { name: 'metric', check: link.metric, good: ['1', '9999'], bad: ['', '0', '10000', '-1'] },
  {
    name: 'address of a node',
    check: link.nodeAddress,
    good: ['10.0.0.5/24', '2001:DB8::5/64', 'fe80::5/64', '169.254.7.1/16', '203.0.113.7/32'],
    bad: [
      '',
      '10.0.0.5',
      '10.0.0.0/24',
      '10.0.0.255/24',
      '0.0.0.0/8',
      '127.0.0.1/8',
      '224.0.0.5/24',
      '255.255.255.255/32',
      '::/64',
      '::1/128',
      'ff02::1/64',
      'fe80::1%eth0/64',
    ],
  },
  {
    name: 'gateway',
    check: link.gatewayAddress,
    good: ['10.0.0.1', 'fe80::1'],
    bad: ['', 'fe80::1%eth0', '10.0.0.1/24', 'router'],
  },
  {
    name: 'search domain',
    check: link.searchDomain,
    good: ['example.org', 'a', 'example.org.', 'svc.cluster.local'],
    bad: ['', '.', '-a', 'a..b', 'a_b', 'a,b'],
  },
  {
    name: 'SSID',
    check: network.ssid,
    good: ['Shop Guest', 'ä', '💡'],
    bad: ['', 'x'.repeat(33), 'ä'.repeat(17), 'a\tb'],
    harmless: injections.filter((value) => !/\p{Cc}/u.test(value)),
  },
  {
    name: 'passphrase',
    check: network.passphrase,
    good: ['12345678', 'correct horse: battery', 'x'.repeat(63), '0123456789abcdef'.repeat(4)],
    bad: ['', '1234567', 'x'.repeat(64), 'passwörter', '12345678\n'],
    harmless: ['$(reboot)', '`reboot`', '../../etc/passwd', '[section]'],
  },
  {
    name: 'sysctl name',
    check: kernel.sysctlKey,
    good: [
      'net.ipv4.ip_forward',
      'net/ipv4/conf/all/rp_filter',
      'net.ipv4.conf.eth0/100.rp_filter',
      'net.ipv4.conf.eth0:1.rp_filter',
    ],
    bad: ['', 'net', 'net..ipv4', '.net.a', 'net.a.', 'a.../b', 'net ipv4.a'],
  },
  {
    name: 'data source',
    check: dataSource,
    good: [
      ...['aws', 'cdrom', 'packet', 'vultr', 'file=/a', 'file=x'],
      ...[
        'url=http://h/',
        `url=https://al:pw@h:8443/${fact('mac')}.yaml?t=${fact('uuid')}`,
        `url=HTTPS://${fact('hostname')}.h/`,
      ],
      `url=https://h/a#${'0'.repeat(64)}`,
    ],
    bad: [
      ...['', 'awss', 'file=', 'urls=https://h', 'AWS', 'url='],
      ...['url=h/a', 'url=/a', 'url=ftp://h/a', 'url=file:///a', 'url=https://h:99999/'],
      ...['url=http://u:1x/y@h/', 'url=https://h/a#beef', 'url=u:pw@h/'],
      `url=https://h/${fact('macs')}`,
    ],
  },
  {
    name: 'module',
    check: kernel.moduleName,
    good: ['kvm', 'snd-hda-intel', '8021q', 'fs_x', 'zram num_devices=2'],
    bad: ['', '-r', 'a/b', 'a.ko', 'a -r', 'a b=c;d\n'],
    harmless: ['a b'],
  },
  {
    name: 'user name',
    check: accounts.userName,
    good: ['bob', '_apt', 'a-b'],
    bad: ['', 'Bob', '1a', 'a'.repeat(33), 'a:b', 'root/'],
  },
  {
    name: 'owner',
    check: accounts.owner,
    good: ['root', 'root:root', '1000', '1000:docker', ':docker', ''],
    bad: ['a:b:c', 'a b', ':'.repeat(2), 'root:'],
  },
  {
    name: 'permissions',
    check: accounts.permissions,
    good: ['0644', '644', '0o644', '4755', '04755'],
    bad: ['', '64', '0888', 'rw-', '006444', '-644'],
  },
  {
    name: 'environment name',
    check: accounts.environmentKey,
    good: ['HTTP_PROXY', '_a', 'a1'],
    bad: ['', '1a', 'a-b', 'a=b', 'A.B'],
  },
  {
    name: 'password',
    check: accounts.password,
    good: ['plain one', '$6$rounds=5000$abcdefgh$1234567890', '$y$j9T$a$b', 'x:y'],
    bad: ['a\nroot:x', '$nonsense', '$6$a b$c', '$6$a:b'],
    harmless: ['`reboot`', 'a;b', "a'b", 'a"b', '[section]', '-option', '../../etc/passwd', 'a b'],
  },
  {
    name: 'authorized key',
    check: accounts.authorizedKey,
    good: [
      key,
      'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPjdfC9TK6gsqnqeSgwQU0jZPqtIzkg7xv7uL0VwPMMj6JWAlo2bIwEGKdezw23dTK4DzawL9N/Zbu0CJaoFByk= me@host',
      `ssh-rsa ${rsa}`,
      `sk-ssh-ed25519@openssh.com ${blobOf('sk-ssh-ed25519@openssh.com', 32, 4)} yubi`,
      `sk-ecdsa-sha2-nistp256@openssh.com ${blobOf('sk-ecdsa-sha2-nistp256@openssh.com', 8, 65, 4)}`,
      `command="x",no-pty ${key}`,
      'github:alice',
      'gitlab:b.o-b_1',
      'https://h/keys',
    ],
    bad: [
      '',
      'nonsense',
      'ssh-rsa',
      'ssh-rsa AAAAB3…',
      'ssh-ed25519 AAAA1 one',
      `ssh-rsa ${rsa.slice(0, 100)} cut`,
      `ssh-rsa ${blobOf('ssh-rsa', 3)} cut`,
      `ssh-ed25519 ${rsa}`,
      `${key.slice(0, 60)}`,
      `${key}\nssh-rsa AAAA`,
      'ftp://h/x',
      'github:',
      'https://h/a b',
    ],
  },
  {
    name: 'label key',
    check: kubernetes.labelKey,
    good: [
      'a',
      'example.org/site',
      'node-role.example.org/x',
      'topology.kubernetes.io/zone',
      'node.kubernetes.io/x',
      'a'.repeat(63),
    ],
    bad: [
      '',
      'a/b/c',
      '/a',
      'a/',
      '-a',
      'Example.org/a',
      'kubernetes.io/role',
      'node-role.kubernetes.io/worker',
      'x.node-restriction.kubernetes.io/a',
      'a'.repeat(64),
    ],
  },
  {
    name: 'label value',
    check: kubernetes.labelValue,
    good: ['', 'a', 'v1.2_3-x', 'a'.repeat(63)],
    bad: ['-a', 'a-', 'a/b', 'a'.repeat(64)],
  },
  {
    name: 'taint',
    check: kubernetes.taint,
    good: ['a=b:NoSchedule', 'a:NoExecute', 'example.org/a=:PreferNoSchedule'],
    bad: ['', 'a=b', 'a=b:nope', 'a b=c:NoSchedule', '=b:NoSchedule'],
  },
  {
    name: 'duration',
    check: text.duration,
    good: ['90s', '15m', '2h'],
    bad: ['', '0s', '15', '15 m', '1d', '-1s'],
  },
  {
    name: 'absolute path',
    check: text.absolutePath,
    good: ['/etc/motd', '/a b'],
    bad: ['', 'etc/motd', './a', '/a\0b'],
    harmless: [],
  },
  {
    name: 'URL',
    check: text.httpUrl,
    good: ['https://10.0.0.1:6443', 'http://h/x?y=z'],
    bad: [
      '',
      'h:6443',
      'ftp://h',
      'file:///etc/passwd',
      'https://',
      'https://h/a\nb',
      'https://h\t',
      'https://h/a b',
    ],
  },
];

describe('checks', () => {
  it.each(rows.flatMap(({ name, check, good }) => good.map((value) => ({ name, check, value }))))(
    '$name takes $value',
    ({ check, value }) => {
      expect(check(value)).toBeUndefined();
    },
  );

  it.each(rows.flatMap(({ name, check, bad }) => bad.map((value) => ({ name, check, value }))))(
    '$name refuses $value',
    ({ check, value }) => {
      expect(check(value)).toMatch(/^(must|is|has|starts|localhost)/);
    },
  );

  it.each(
    rows.flatMap(({ name, check, harmless = [] }) =>
      injections
        .filter((value) => !harmless.includes(value))
        .map((value) => ({ name, check, value })),
    ),
  )('$name refuses the injection $value', ({ check, value }) => {
    expect(check(value)).toBeDefined();
  });

  it.each(rows)('$name never repeats the value, which may be a secret', ({ check }) => {
    const reason = check('$canary \n canary');

    expect(reason).toBeDefined();
    expect(reason).not.toContain('canary');
  });
});

describe('oneLine', () => {
  it.each(['a\nb', 'a\rb', 'a\0b'])('refuses %j', (value) => {
    expect(text.oneLine(value)).toBe('must be a single line');
  });
});
