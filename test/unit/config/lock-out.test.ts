import { describe, expect, it } from 'vitest';
import { checkLockOut } from '../../../src/config/lock-out.ts';

const hash =
  '$6$saltsalt$Ndm.6A74kp/yJOOYkGUilK/sCJdHSezJKy7/VDL6eExF1XB0lVwUtLucl/A29Lb7KWEej90fSMn9m9as/GS1h0';

describe('checkLockOut', () => {
  it.each([
    { when: 'there is a key', config: { sshAuthorizedKeys: ['github:a'] } },
    { when: 'there is a password', config: { k3os: { password: 'x' } } },
    {
      when: 'a user has a key',
      config: { users: [{ name: 'bob', sshAuthorizedKeys: ['github:a'] }] },
    },
    {
      when: 'a user has an open password',
      config: { users: [{ name: 'bob', passwd: hash, lockPasswd: false }] },
    },
    {
      when: 'chpasswd sets one',
      config: { chpasswd: { users: [{ name: 'rancher', password: 'x' }] } },
    },
  ])('is content when $when', ({ config }) => {
    expect(checkLockOut(config, ['a.yaml'])).toEqual([]);
  });

  it.each([
    { when: 'there is nothing', config: {} },
    { when: 'the keys are cleared', config: { sshAuthorizedKeys: [] } },
    { when: "a user's password is locked", config: { users: [{ name: 'bob', passwd: hash }] } },
  ])('warns when $when', ({ config }) => {
    expect(checkLockOut(config, ['a.yaml', 'b.yaml'])).toEqual([
      {
        severity: 'warning',
        file: 'b.yaml',
        message:
          'nobody can log in to a node with a.yaml, b.yaml together: ' +
          'give ssh_authorized_keys or k3os.password here or in another source',
      },
    ]);
  });

  it.each([
    { when: 'the node', config: { k3os: { password: '$6$salt$hash' } } },
    {
      when: 'a user',
      config: { users: [{ name: 'bob', passwd: '$6$salt$hash', lockPasswd: false }] },
    },
  ])('says so when the password of $when is a hash that no password has', ({ config }) => {
    expect(checkLockOut(config, ['a.yaml'])).toEqual([
      {
        severity: 'warning',
        file: 'a.yaml',
        message:
          'nobody can log in to a node with this configuration alone: ' +
          'what is given as a password is the hash of none (cut short?); ' +
          'give ssh_authorized_keys or k3os.password here or in another source',
      },
    ]);
  });
});
