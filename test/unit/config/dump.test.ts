import { describe, expect, it } from 'vitest';
import { dumpJson, dumpYaml } from '../../../src/config/dump.ts';
import { load } from '../../support/load.ts';

const showSecrets = true;

describe('dumpYaml', () => {
  it('sorts keys, writes them in snake_case, and leaves keys inside maps and install alone', () => {
    const { merged } = load([
      'run_cmd: [b]\nk3os:\n  server_url: https://s\n  environment: {HTTP_PROXY: p}\n  install: {silent: true}\nhostname: h',
    ]);

    expect(dumpYaml(merged, { showSecrets })).toBe(
      'hostname: h\nk3os:\n  environment:\n    HTTP_PROXY: p\n  server_url: https://s\nrun_cmd:\n- b\n',
    );
  });

  it('says k3os even when nothing is set', () => {
    expect(dumpYaml(load([]).merged, { showSecrets })).toBe('k3os: {}\n');
  });

  it.each([
    { text: 'no', written: '"no"' },
    { text: '0755', written: '"0755"' },
    { text: '', written: '""' },
    { text: '1e3', written: '"1e3"' },
    { text: 'plain', written: 'plain' },
  ])('quotes $text as YAML 1.1 needs it', ({ text, written }) => {
    expect(dumpYaml(load([`k3os: {labels: {a: "${text}"}}`]).merged, { showSecrets })).toContain(
      `a: ${written}\n`,
    );
  });
});

describe('dumpJson', () => {
  it('leaves out what is empty, except install', () => {
    const { merged } = load(['hostname: ""\nrun_cmd: []\nk3os: {labels: {}, token: }']);

    expect(dumpJson(merged, { showSecrets })).toBe('{"k3os":{"install":{}}}');
  });

  it('writes all five keys of a file, as the original', () => {
    expect(
      JSON.parse(dumpJson(load(['write_files: [{path: /a}]']).merged, { showSecrets })).writeFiles,
    ).toEqual([{ encoding: '', content: '', owner: '', path: '/a', permissions: '' }]);
  });

  it('leaves out a false that says nothing and keeps one that does', () => {
    const { merged } = load([
      'ssh_pwauth: false\nntp: {enabled: false}\nk3os: {install: {silent: false}}',
    ]);

    expect(JSON.parse(dumpJson(merged, { showSecrets }))).toEqual({
      sshPwauth: false,
      ntp: { enabled: false },
      k3os: { install: {} },
    });
  });
});

describe('both', () => {
  it.each([{ dump: dumpYaml }, { dump: dumpJson }])(
    'mask every secret unless asked',
    ({ dump }) => {
      const { merged } = load([
        'k3os:\n  token: canary1\n  password: canary2\n  wifi: [{name: w, passphrase: canary3}]\n  k3s_args: [--token, canary4, --agent-token=canary5]\n  environment: {K3S_TOKEN: canary6, p: "http://u:canary7@h"}\nusers: [{name: b, passwd: canary8}]\nchpasswd: {users: [{name: b, password: canary9}]}\nwrite_files: [{path: /a, source: {uri: "https://h", headers: {A: canary0}}}]',
      ]);

      expect(dump(merged, { showSecrets: false })).not.toContain('canary');
      expect(dump(merged, { showSecrets }).match(/canary/g)).toHaveLength(10);
    },
  );
});
