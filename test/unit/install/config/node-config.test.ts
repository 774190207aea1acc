import { describe, expect, it } from 'vitest';
import { checkConfig, findConfig } from '../../../../src/install/config/node-config.ts';
import { load } from '../../../support/load.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a@b';

function check(text: string, allowLockout = false): string[] {
  const config = { name: 'https://c/node.yaml', content: Buffer.from(text) };
  return checkConfig(config, { allowLockout }).faults.map(
    ({ line = '', message }) => `${line}: ${message}`,
  );
}

describe('the configuration of an installed system', () => {
  it.each([
    { when: 'there is a key', text: `ssh_authorized_keys: ["${key}"]\n` },
    { when: 'there is a password', text: 'k3os: {password: rancher}\n' },
    { when: 'keys come from GitHub', text: 'ssh_authorized_keys: [github:alice]\n' },
    {
      when: 'a warning is all there is to say',
      text: 'k3os: {password: rancher}\npackages: [vim]\n',
    },
  ])('is taken when $when', ({ text }) => {
    expect(check(text)).toEqual([]);
  });

  it.each([
    {
      flaw: 'nobody can log in',
      text: 'hostname: a\n',
      says: /nobody can log in .*k3os\.password; or say that it is meant so: --allow-lockout \(k3os\.install\.allow_lockout\)/,
    },
    {
      flaw: 'a key is unknown',
      text: 'k3os: {password: p}\nhostnam: a\n',
      says: /^2: unknown key/,
    },
    {
      flaw: 'it is a login page',
      text: '<!DOCTYPE html>\n<html></html>\n',
      says: /plain text|configuration/,
    },
    {
      flaw: 'k3s would not take it',
      text: 'k3os: {password: p, k3s_args: [server, --no-such]}\n',
      says: /no-such/,
    },
    { flaw: 'it was cut', text: 'k3os: {password: p\n', says: /^\d+: / },
  ])('is refused when $flaw', ({ text, says }) => {
    const faults = check(text);

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(says);
  });

  it('may lock everybody out when that is meant', () => {
    expect(check('hostname: a\n', true)).toEqual([]);
  });

  it('is the fetched file to the last byte, for this machine', async () => {
    const text = '# mine\nhostname: a   # b\n';
    const system = recordingSystem({
      files: { '/proc/sys/kernel/hostname': 'web-1\n' },
      web: { 'https://c/web-1.yaml': text },
    });

    const found = await findConfig(system, { configUrl: `https://c/\${hostname}.yaml` }, {});

    expect(found).toMatchObject({ name: 'https://c/web-1.yaml', warnings: [] });
    expect(found.content.toString()).toBe(text);
  });

  it('is that of the node without its wishes for the installation, when no URL is given', async () => {
    const { merged } = load([
      'hostname: a\nk3os: {token: secret-one, install: {device: /dev/vda, silent: true}}\n',
    ]);

    const { content } = await findConfig(recordingSystem(), {}, merged);

    expect(content.toString()).toBe('hostname: a\nk3os:\n  token: secret-one\n');
  });
});
