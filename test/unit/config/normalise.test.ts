import { describe, expect, it } from 'vitest';
import { load, told } from '../../support/load.ts';

describe('keys', () => {
  it.each([
    {
      when: 'an alias is used',
      text: 'k3os: {sysctl: {a.b: 1}}',
      config: { k3os: { sysctls: { 'a.b': '1' } } },
    },
    {
      when: 'an alias needs a conversion',
      text: 'runcmd: echo hi',
      config: { runCmd: ['echo hi'] },
    },
    {
      when: 'letters are large',
      text: 'K3OS: {SERVER_URL: "https://s"}',
      config: { k3os: { serverUrl: 'https://s' } },
    },
    {
      when: 'dashes are used',
      text: 'write-files: [{path: /a}]',
      config: { writeFiles: [{ path: '/a' }] },
    },
    {
      when: 'aliases stand in list entries',
      text: 'write_files: [{path: /a, permission: 0600}]\nk3os: {wifi: [{name: w, pass: 12345678}]}',
      config: {
        writeFiles: [{ path: '/a', permissions: '0600' }],
        k3os: { wifi: [{ name: 'w', passphrase: '12345678' }] },
      },
    },
    {
      when: 'keys are for reuse by anchors',
      text: 'x-all: &all {a: b}\nk3os: {labels: *all}',
      config: { k3os: { labels: { a: 'b' } } },
    },
    {
      when: 'the keys are those of a map',
      text: 'k3os: {environment: {HTTP_PROXY: http://p, no-proxy: 1}}',
      config: { k3os: { environment: { HTTP_PROXY: 'http://p' } } },
    },
  ])('find their place when $when', ({ text, config }) => {
    expect(load([text]).config).toEqual(config);
  });

  it.each([
    {
      when: 'it is misspelt',
      text: 'k3os:\n  sysctlz: {}',
      told: 'a.yaml:2: k3os.sysctlz: unknown key, did you mean k3os.sysctls?',
    },
    {
      when: 'it stands in the wrong place',
      text: 'token: x',
      told: 'a.yaml:1: token: unknown key, did you mean k3os.token?',
    },
    {
      when: 'it is in a list entry',
      text: 'write_files:\n- path: /a\n  contnet: x',
      told: 'a.yaml:3: write_files[0].contnet: unknown key, did you mean write_files[0].content?',
    },
    {
      when: 'nothing is like it',
      text: 'k3os: {zzzzzz: 1}',
      told: 'a.yaml:1: k3os.zzzzzz: unknown key',
    },
  ])('are a warning at boot and an error elsewhere when $when', ({ text, told: message }) => {
    expect(load([text]).problems.map(told)).toEqual([`warning ${message}`]);
    expect(load([text], { unknownKeys: 'error' }).problems.map(told)).toEqual([`error ${message}`]);
  });

  it.each(['package_update: true', 'apt: {}', 'users: [{name: a, uid: 5}]', 'chpasswd: {list: x}'])(
    'of cloud-init that have no use here are never an error: %s',
    (text) => {
      expect(load([text], { unknownKeys: 'error' }).problems.map(told)).toEqual([
        expect.stringMatching(
          /^warning a.yaml:1: .*: is known to cloud-init, but not supported here$/,
        ),
      ]);
    },
  );

  it('that are canonical beat their aliases in one source, with both lines told', () => {
    const { config, problems } = load([
      'k3os:\n  serverUrl: https://camel\n  server_url: https://snake',
    ]);

    expect(config.k3os?.serverUrl).toBe('https://camel');
    expect(problems.map(told)).toEqual([
      'warning a.yaml:3: k3os.server_url: server_url in line 3 is the same key as serverUrl in line 2, which is the one that is used',
    ]);
  });

  it('that are two aliases: the later line wins, with both lines told', () => {
    const { config, problems } = load(['ssh_authorized_key: github:a\nsshauthorizedkey: github:b']);

    expect(config.sshAuthorizedKeys).toEqual(['github:b']);
    expect(problems.map(told)).toEqual([
      expect.stringContaining(
        'ssh_authorized_key in line 1 is the same key as sshauthorizedkey in line 2',
      ),
    ]);
  });

  it.each([
    'package_update: true',
    'apt: {preserve_sources_list: true}',
    'snap: [lxd]',
    'locale: de_DE.UTF-8',
    'zzzzzz: 15',
    'zzzzzz: no',
    'tokn: false',
  ])('are shown with a value that cannot be a secret: %s', (text) => {
    expect(load([text]).problems.map(({ source }) => source)).toEqual([text]);
  });

  it.each([
    'zzzzzz: canary',
    'tokn: 12345678',
    'pasword: canary',
    'k3os: {pasword: 12345678}',
    'chpasswd: {list: [canary]}',
    'users: [{name: a, plain_text_passwd: canary}]',
    'ssh_keys: {rsa: canary}',
    'apt: {password: canary}',
  ])('are shown without a value that may be a secret: %s', (text) => {
    const { problems } = load([text]);

    expect(problems[0]?.source).toContain('***');
    expect(JSON.stringify(problems)).not.toMatch(/canary|12345678/);
  });

  it('that hold a secret are hidden when they are misspelt', () => {
    const { problems } = load([
      'k3os:\n  tokn: canary\n  zzzzz: canary\n  pass_word: canary',
      'cmdline k3os.tokn=canary k3os.zzzz=canary',
    ]);

    expect(problems.length).toBe(5);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('that are harmless are shown with their value when they are misspelt', () => {
    expect(load(['k3os:\n  sysctlz: {vm.swappiness: 10}']).problems[0]?.source).toBe(
      '  sysctlz: {vm.swappiness: 10}',
    );
  });
});
