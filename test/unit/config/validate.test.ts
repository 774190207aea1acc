import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { load, told } from '../../support/load.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOps0000000000000000000000000000000000000001 a';

describe('a value that cannot be used', () => {
  it.each([
    { what: 'a text', text: 'hostname: a_b', config: {}, told: 'hostname: must be letters' },
    {
      what: 'one item of a list',
      text: `ssh_authorized_keys: [nonsense, ${key}]`,
      config: { sshAuthorizedKeys: [key] },
      told: 'ssh_authorized_keys[0]: must be an OpenSSH public key',
    },
    {
      what: 'one value of a map',
      text: 'k3os: {labels: {a: "x y", b: c}}',
      config: { k3os: { labels: { b: 'c' } } },
      told: 'k3os.labels.a: is no label value',
    },
    {
      what: 'one key of a map',
      text: 'k3os: {sysctls: {../x: 1, a.b: 2}}',
      config: { k3os: { sysctls: { 'a.b': '2' } } },
      told: 'k3os.sysctls.../x: must be a sysctl name',
    },
    {
      what: 'a whole entry without its main key',
      text: 'write_files: [{content: x}, {path: /a}]',
      config: { writeFiles: [{ path: '/a' }] },
      told: 'write_files[0]: needs a path',
    },
    {
      what: 'a whole entry with a bad value',
      text: 'write_files: [{path: a}, {path: /a}]',
      config: { writeFiles: [{ path: '/a' }] },
      told: 'write_files[0].path: must be an absolute path',
    },
    {
      what: 'one bad key of a user',
      text: `users: [{name: bob, ssh_authorized_keys: [nonsense, ${key}]}]`,
      config: { users: [{ name: 'bob', sshAuthorizedKeys: [key] }] },
      told: 'users[0].ssh_authorized_keys[0]: must be',
    },
    {
      what: 'the whole swap file, of which the size alone is wrong',
      text: 'swap: {filename: /var/swap, size: junk}',
      config: {},
      told: 'swap.size: must be a size',
    },
    {
      what: 'a wifi entry',
      text: 'k3os: {wifi: [{name: w, passphrase: short}, {name: v}]}',
      config: { k3os: { wifi: [{ name: 'v' }] } },
      told: 'k3os.wifi[0].passphrase: must be 8 to 63',
    },
  ])('is left out alone: $what', ({ text, config, told: message }) => {
    const loaded = load([text]);

    expect(loaded.config).toEqual(config);
    expect(loaded.problems.map(told)).toEqual([
      expect.stringContaining(`error a.yaml:1: ${message}`),
    ]);
  });

  it.each([
    { text: 'run_cmd: [echo a: b]', advice: 'must be a text, not a map: put it in quotes' },
    { text: 'k3os: {labels: [a: b]}', advice: 'not a list: write key: value, without dashes' },
    { text: 'mounts: [[/dev/sdb1]]', advice: 'mounts[0]: must be [device, mount point' },
    { text: 'k3os: {sysctls: {vm.swappiness: }}', advice: 'vm.swappiness: has no value' },
    { text: 'k3os: {data_sources: [awss]}', advice: 'is no data source: did you mean aws?' },
    {
      text: 'k3os: {data_sources: [aws, "url=ftp://u:canary@h/a"]}',
      advice: 'a.yaml:1: k3os.data_sources[1]: must have http:// or https:// after url=',
    },
    {
      text: 'k3os: {data_sources: ["url=http://u:1x/canary@h/"]}',
      advice:
        'a.yaml:1: k3os.data_sources[0]: must be url=https://HOST/PATH, with / ? # in a password as %2F %3F %23',
    },
    {
      text: 'k3os: {data_sources: ["url=https://h/a#beef"]}',
      advice: 'has something after # that is no sha256 (64 hex digits)',
    },
    { text: 'write_files: [{path: /a, encoding: foo}]', advice: 'must be one of b64, base64' },
    { text: 'swap: {maxsize: junk}', advice: 'swap.maxsize: must be a size' },
    { text: '"": x', advice: 'a.yaml:1: "": unknown key' },
    { text: 'k3os: [token: b]', advice: 'not a list: write key: value, without dashes' },
    { text: 'write_files: {path: /a}', advice: 'not a map: begin each entry with a dash' },
    {
      text: `ssh_authorized_keys: "${key}\\n${key}"`,
      advice: 'must be one key: write each as an item',
    },
  ])('is told with what to do about it: $text', ({ text, advice }) => {
    expect(load([text]).problems.map(told)).toEqual([expect.stringContaining(advice)]);
  });

  it('hides no other that stands in the same entry', () => {
    const { problems } = load([
      'write_files: [{path: a, append: maybe, encoding: rot13}]\nusers: [{name: b, groups: [""], lock_passwd: x}]\n',
    ]);

    expect(problems.map(told)).toEqual([
      expect.stringContaining('write_files[0].path: must be an absolute path'),
      expect.stringContaining('write_files[0].append: must be true or false'),
      expect.stringContaining('write_files[0].encoding: must be one of'),
      expect.stringContaining('users[0].lock_passwd: must be true or false'),
    ]);
  });

  it('still shows up in the merged configuration', () => {
    expect(load(['hostname: a_b']).merged).toEqual({ hostname: 'a_b' });
  });

  it('is found beside one of the wrong type', () => {
    const { config, problems } = load(['k3os:\n  labels:\n    a: {}\n    -bad-: x\n    good: x\n']);

    expect(config).toEqual({ k3os: { labels: { good: 'x' } } });
    expect(problems.map(({ line, severity }) => [line, severity])).toEqual([
      [3, 'error'],
      [4, 'error'],
    ]);
  });

  it('never shows a secret', () => {
    const { problems } = load([
      'k3os:\n  password: "$canary"\n  token: " canary "\n  wifi:\n  - {name: w, passphrase: canary}\nusers: [{name: a, passwd: "$canary"}]\nwrite_files: [{path: /a, source: {uri: x, headers: {A: "canary\\nx"}}}]',
    ]);

    expect(problems.length).toBeGreaterThan(4);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });
});

describe('a source that cannot be read', () => {
  it('is told without a line, which nobody has seen', () => {
    const { problems } = loadConfig([
      { file: 'x.yaml', format: 'unreadable', content: 'EACCES: permission denied' },
    ]);

    expect(problems.map(told)).toEqual(['error x.yaml: EACCES: permission denied']);
  });
});

describe('an empty value', () => {
  it.each(['k3os: {labels: {a: }}', 'k3os: {sysctls: {kernel.core_pattern: ""}}'])(
    'is one in %s',
    (text) => {
      expect(load([text]).problems).toEqual([]);
    },
  );
});

describe('empty items of a list', () => {
  it('count as absent, so that an empty word clears a list', () => {
    const { config, merged, problems } = load(['k3os: {modules: ["", nvme, ~]}']);

    expect(config.k3os?.modules).toEqual(['nvme']);
    expect(merged.k3os?.modules).toEqual(['', 'nvme', '']);
    expect(problems).toEqual([]);
  });
});

describe('what a configuration is made of', () => {
  it('has no prototype that a key could reach', () => {
    const { config } = load([
      'k3os: {labels: {toString: a}, install: {silent: true}}\nwrite_files: [{path: /a}]',
    ]);

    for (const object of [
      config,
      config.k3os,
      config.k3os?.labels,
      config.k3os?.install,
      config.writeFiles?.[0],
    ]) {
      expect(Object.getPrototypeOf(object)).toBeNull();
    }
  });
});
