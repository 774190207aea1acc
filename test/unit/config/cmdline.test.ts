import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, told } from '../../support/load.ts';

const cmdline = (words: string) => load([`cmdline ${words}`]);
const warnings = (words: string) =>
  cmdline(words)
    .problems.filter(({ severity }) => severity !== 'notice')
    .map(told);

describe('the kernel command line', () => {
  it.each([
    {
      when: 'a map has a key with dots',
      words: 'k3os.sysctl.net.ipv4.ip_forward=1',
      k3os: { sysctls: { 'net.ipv4.ip_forward': '1' } },
    },
    {
      when: 'a map has a key in brackets',
      words: 'k3os.sysctl[kernel.printk]="4 4 1 7"',
      k3os: { sysctls: { 'kernel.printk': '4 4 1 7' } },
    },
    {
      when: 'a label has a prefix',
      words: 'k3os.labels.example.org/site=b',
      k3os: { labels: { 'example.org/site': 'b' } },
    },
    {
      when: 'an environment variable is set',
      words: 'k3os.environment.NO_PROXY=a=b',
      k3os: { environment: { NO_PROXY: 'a=b' } },
    },
    {
      when: 'a list is repeated',
      words: 'k3os.modules=a k3os.module=b k3os.modules=a',
      k3os: { modules: ['a', 'b', 'a'] },
    },
    {
      when: 'aliases and letters vary',
      words: 'K3OS.SERVER_URL=https://s k3os.k3s-args=server',
      k3os: { serverUrl: 'https://s', k3sArgs: ['server'] },
    },
    {
      when: 'a flag stands alone',
      words: 'k3os.install.silent',
      k3os: { install: { silent: true } },
    },
    { when: 'a list is cleared', words: 'k3os.modules=', k3os: { modules: [] } },
  ])('is understood when $when', ({ words, k3os }) => {
    const { config, problems } = cmdline(words);

    expect(config).toEqual({ k3os });
    expect(problems).toEqual([]);
  });

  it.each([
    'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro console=ttyS0,115200n8 quiet printk.devkmsg=on panic=10 -- single',
    'swap=/dev/sda2 timezone=UTC users=5 mounts=x packages ntp',
    'k3os.mode=disk k3os.fallback_mode=install k3os.medium=K3OS k3os.debug rescue',
    'k3os.gen=4 k3os.state=8cac8d87-9d38-4fd4-8a93-c00d7d368b88 k3os.trial=1',
    'foo=1 foo.bar=2 __proto__.x=1 =',
  ])('is passed over in silence: %s', (words) => {
    const { config, problems } = cmdline(words);

    expect({ ...config }).toEqual({});
    expect(problems).toEqual([]);
  });

  it.each([
    { words: 'k3os', message: 'k3os: this word alone means nothing, write k3os.KEY=VALUE' },
    { words: 'k3os=x', message: 'k3os: a value for all of it means nothing' },
    { words: 'k3os.wifi', message: 'k3os.wifi: cannot be given on the kernel command line' },
    { words: 'k3os.wifi.name=x', message: 'k3os.wifi.name: has nothing below it' },
    { words: 'k3os.modules.x=1', message: 'k3os.modules.x: has nothing below it' },
    { words: 'k3os.labels=x', message: 'k3os.labels: a value for all of it means nothing' },
    { words: 'k3os.install', message: 'k3os.install: this word alone means nothing' },
    { words: 'k3os.=x', message: 'k3os.: unknown key' },
    { words: 'k3os.tokem=x', message: 'k3os.tokem: unknown key, did you mean k3os.token?' },
    { words: 'k3os.labels.__proto__=x', message: 'k3os.labels.__proto__: is no allowed key' },
    {
      words: 'k3os.labels.a=1 k3os.labels.a=2',
      message: 'k3os.labels.a: is given more than once, the first one is used',
    },
  ])('drops the word alone and says so: $words', ({ words, message }) => {
    expect(warnings(`${words} hostname=kept`)).toEqual([
      expect.stringContaining(`warning kernel command line:1: ${message}`),
    ]);
    expect(cmdline(`${words} hostname=kept`).config.hostname).toBe('kept');
  });

  it.each([
    {
      words: 'k3os.install.tty=ttyS0 k3os.install.tty=tty1',
      config: { k3os: { install: { tty: 'tty1' } } },
    },
    { words: 'hostname=a hostname=b', config: { hostname: 'b' } },
  ])('takes the last of several words for one value: $words', ({ words, config }) => {
    expect(cmdline(words).config).toEqual(config);
    expect(warnings(words)).toEqual([expect.stringContaining('the last one is used')]);
  });

  it('warns that a secret can be read by everyone, without showing it', () => {
    const { problems } = cmdline('k3os.token=canary "k3os.password=canary word"');

    expect(problems.map(({ severity, key }) => [severity, key])).toEqual([
      ['notice', 'k3os.token'],
      ['notice', 'k3os.password'],
    ]);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('never throws, pollutes or takes over a key that is not ours', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'k3os',
        'k3os.',
        '=',
        '"',
        '[',
        ']',
        ' ',
        '.',
        '__proto__',
        'constructor',
        'labels',
        'token',
        'sysctl',
        'a',
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const { merged } = cmdline(words.join(''));

        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Object.getPrototypeOf(merged)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});
