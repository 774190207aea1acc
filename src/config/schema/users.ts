import * as accounts from '../checks/accounts.ts';
import { absolutePath, matching, oneLine, oneOf } from '../checks/text.ts';
import { flag, structure, structureList, text, textList } from '../fields.ts';

export const user = {
  name: text({ description: 'account name', from: 'cloud-init', check: accounts.userName }),
  gecos: text({
    description: 'full name',
    from: 'cloud-init',
    check: matching(/^[^:\r\n\0]*$/, 'one line without a colon'),
  }),
  sshAuthorizedKeys: textList({
    description: 'keys of this user',
    from: 'cloud-init',
    check: accounts.authorizedKey,
  }),
  groups: textList({
    description: 'further groups, a list or comma-separated text',
    from: 'cloud-init',
    check: matching(/^[a-z_][a-z0-9_-]*(\s*,\s*[a-z_][a-z0-9_-]*)*$/, 'group names'),
  }),
  sudo: textList({
    description: 'sudoers rules; false for none',
    example: '"ALL=(ALL) NOPASSWD:ALL"',
    from: 'cloud-init',
    check: oneLine,
  }),
  shell: text({ description: 'login shell', from: 'cloud-init', check: absolutePath }),
  lockPasswd: flag({ description: 'no password login, default true', from: 'cloud-init' }),
  passwd: text({
    description: 'password hash',
    from: 'cloud-init',
    secret: true,
    aliases: ['hashed_passwd'],
    check: accounts.password,
  }),
};

export const chpasswd = structure(
  { description: 'passwords of users', from: 'cloud-init' },
  {
    users: structureList(
      { description: 'one entry a user', from: 'cloud-init' },
      {
        name: text({ description: 'account name', from: 'cloud-init', check: accounts.userName }),
        password: text({
          description: 'password, plain or hash',
          from: 'cloud-init',
          secret: true,
          check: accounts.password,
        }),
        type: text({
          description: 'hash or text',
          from: 'cloud-init',
          check: oneOf('hash', 'text'),
        }),
      },
      ['name'],
    ),
    expire: flag({
      description: 'must be changed at the next login, default true',
      from: 'cloud-init',
    }),
  },
);
