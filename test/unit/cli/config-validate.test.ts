import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { configValidate } from '../../../src/cli/config-validate.ts';
import { runCommand } from '../../support/command-input.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const access = 'ssh_authorized_keys: [github:alice]\n';
const validate = (localFiles: Record<string, string | Buffer>, options = {}) =>
  runCommand(configValidate, { args: Object.keys(localFiles), localFiles, options });

describe('config validate', () => {
  it('says ok of a good file', async () => {
    expect(await validate({ 'a.yaml': access })).toEqual({
      exitCode: 0,
      printed: 'a.yaml: ok',
      warned: '',
    });
  });

  it('tells every problem at its line, with the line', async () => {
    const { exitCode, printed, warned } = await validate({
      'a.yaml': `${access}hostname: a_b\nk3os:\n  sysctlz: {vm.swappiness: 10}\n`,
    });

    expect(exitCode).toBe(3);
    expect(printed).toBe('a.yaml: 2 problems');
    expect(warned).toBe(
      [
        'error: a.yaml:2: hostname: must be letters, digits, - and ., at most 63 in all',
        '    hostname: a_b',
        'error: a.yaml:4: k3os.sysctlz: unknown key, did you mean k3os.sysctls?',
        '    sysctlz: {vm.swappiness: 10}',
      ].join('\n'),
    );
  });

  it.each([
    {
      when: 'k3s would not start',
      text: 'k3os: {k3s_args: [server, --no-such-flag]}',
      says: /a.yaml:2: k3os.k3s_args.* has no flag --no-such-flag\n {4}k3os: \{k3s_args/,
    },
    {
      when: 'a server is joined without a token',
      text: 'k3os: {server_url: "https://10.0.0.1:6443"}',
      says: /a.yaml:2: k3os.server_url: .*token/,
    },
    { when: 'the file is broken', text: 'k3os: [', says: /a.yaml:2: is no valid YAML/ },
  ])('refuses it when $when', async ({ text, says }) => {
    const { exitCode, warned } = await validate({ 'a.yaml': `${access}${text}\n` });

    expect(exitCode).toBe(3);
    expect(warned).toMatch(says);
  });

  it.each([
    {
      what: 'a key provider that is misspelt',
      text: 'ssh_authorized_keys: ["github:a", "githb:alice"]',
      says: 'error: a.yaml:1: ssh_authorized_keys[1]: no such key provider, did you mean github?',
    },
    {
      what: "a user's key provider that nobody knows",
      text: 'k3os: {key_providers: {corp: "https://h"}}\nusers: [{name: a, ssh_authorized_keys: ["corp:a", "zzzzzz:b"]}]',
      says: 'error: a.yaml:2: users[0].ssh_authorized_keys[1]: no such key provider: github, gitlab, corp are known',
    },
    {
      what: 'a way to everywhere without anybody who looks up names',
      text: 'k3os:\n  interfaces: [{name: eth0, addresses: [10.0.0.5/24], gateway: 10.0.0.1}]',
      says: 'warning: a.yaml:2: k3os.interfaces: a gateway is given, but nobody who looks up names',
    },
    {
      what: 'content that is not encoded as said',
      text: 'write_files:\n- path: /a\n  encoding: b64\n  content: "no b64!"',
      says: 'error: a.yaml:4: write_files[0].content: is not base64, which encoding says',
    },
    {
      what: 'content that is not compressed as said',
      text: 'write_files: [{path: /a, encoding: gz+b64, content: aGk=}]',
      says: 'error: a.yaml:1: write_files[0].content: is not gzip',
    },
    {
      what: 'compressed content that was cut short',
      text: `write_files: [{path: /a, encoding: gz+b64, content: ${gzipSync('hello').subarray(0, 15).toString('base64')}}]`,
      says: 'error: a.yaml:1: write_files[0].content: cannot be unpacked as gzip, which encoding says',
    },
    {
      what: 'a password where a hash belongs',
      text: 'users: [{name: a, passwd: plaintext, lock_passwd: false}]',
      says: 'warning: a.yaml:1: users[0].passwd: is no hash such as $6$salt$hash',
    },
    {
      what: 'a password that is not of its type',
      text: 'chpasswd: {users: [{name: a, password: plaintext, type: hash}]}',
      says: 'error: a.yaml:1: chpasswd.users[0]: a: type is hash, but the password is none',
    },
  ])('tells of $what', async ({ text, says }) => {
    const { warned } = await validate({ 'a.yaml': `${text}\n` });

    expect(warned).toContain(says);
    expect(warned).not.toContain('plaintext');
  });

  it('takes warnings for errors when strict', async () => {
    const files = { 'a.yaml': `${access}package_update: true\n` };

    expect((await validate(files)).exitCode).toBe(0);
    expect((await validate(files, { strict: true })).exitCode).toBe(3);
  });

  it.each([
    { text: 'package_update: true', says: 'a.yaml: ok, 1 warning' },
    { text: 'package_update: true\nfinal_message: x', says: 'a.yaml: ok, 2 warnings' },
    {
      text: 'k3os: {token: abcdefgh, server_url: "https://h", k3s_args: [agent]}',
      says: 'a.yaml: ok',
    },
  ])('counts the warnings of $text', async ({ text, says }) => {
    expect((await validate({ 'a.yaml': `${access}${text}\n` })).printed).toBe(says);
  });

  it('tells what is lost when a section is begun twice', async () => {
    const { warned } = await validate({
      'a.yaml': `${access}k3os:\n  labels: {a: b}\n  modules: [kvm]\nk3os:\n  token: abc\n  taints: [a:NoExecute]\n  taints: []\n`,
    });

    expect(warned).toContain(
      'warning: a.yaml:5: k3os: is written twice, in line 2 and in line 5: all of the first is lost (labels, modules), write both under one key',
    );
    expect(warned).toContain(
      'k3os.taints: is written twice, in line 7 and in line 8: all of the first is lost (one entry)',
    );
  });

  it('warns when nobody could log in', async () => {
    const { exitCode, warned } = await validate({ 'a.yaml': 'hostname: a\n' });

    expect(exitCode).toBe(0);
    expect(warned).toContain('warning: a.yaml: nobody can log in');
  });

  it('does not guess who can log in when a file cannot be read at all', async () => {
    expect((await validate({ 'a.yaml': 'k3os: [\n' })).warned).not.toContain('nobody can log in');
  });

  it('merges several files in the order given', async () => {
    const { exitCode, printed, warned } = await validate({
      'a.yaml': `${access}hostname: [x]\nrun_cmd: [a]\n`,
      'b.yaml': 'hostname: fine\nrun_cmd: [b]\n',
    });

    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: 'a.yaml, b.yaml: ok' });
    expect(warned).toContain('notice: b.yaml:2: run_cmd: replaces the one entry from a.yaml:3');
  });

  it('reads standard input, packed user-data too', async () => {
    const { exitCode, warned } = await runCommand(configValidate, {
      args: ['-'],
      stdin: gzipSync(`${access}hostnam: x\n`),
    });

    expect(exitCode).toBe(3);
    expect(warned).toContain('standard input:2: hostnam: unknown key, did you mean hostname?');
  });

  it('never shows a secret', async () => {
    const { warned } = await validate({
      'a.yaml':
        'k3os:\n  tokn: canary\n  token: " canary"\n  password: "$canary"\n  k3s_args: [agent, --token, canary, --token=canary]\n  environment: {K3S_TOKEN: canary, 1X: canary}\n',
    });

    expect(warned.split('\n').length).toBeGreaterThan(4);
    expect(warned).not.toContain('canary');
  });

  it('never shows a mistyped secret in the line of another problem', async () => {
    const { warned } = await validate({
      'a.yaml': 'k3os: {k3s_args: [--no-such-flag], sysctlz: {}, tokn: canary}\n',
    });

    expect(warned).toContain('no flag --no-such-flag');
    expect(warned).not.toContain('canary');
  });

  it('looks at nothing of the machine', async () => {
    const system = recordingSystem({ files: { '/k3os/system/config.yaml': 'hostnam: x' } });
    const { exitCode } = await runCommand(configValidate, {
      args: ['a.yaml'],
      localFiles: { 'a.yaml': access },
      system,
    });

    expect({ exitCode, effects: system.effects }).toEqual({ exitCode: 0, effects: [] });
  });

  it('needs a file', async () => {
    await expect(runCommand(configValidate)).rejects.toThrow(
      'config validate needs FILE…, or - for standard input',
    );
  });
});
