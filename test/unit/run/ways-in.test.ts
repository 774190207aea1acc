import { describe, expect, it } from 'vitest';
import { loginLines, readWaysIn, type WaysIn } from '../../../src/run/ways-in.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const keys = '/home/rancher/.ssh/authorized_keys';
const hash =
  '$6$saltsalt$Ndm.6A74kp/yJOOYkGUilK/sCJdHSezJKy7/VDL6eExF1XB0lVwUtLucl/A29Lb7KWEej90fSMn9m9as/GS1h0';
const sshd = '/etc/ssh/sshd_config.d/10-k3os-password.conf';

describe('the ways in', () => {
  it.each([
    { field: '', console: 'open' },
    { field: '*', console: 'closed' },
    { field: '!', console: 'closed' },
    { field: '!$6$a$b', console: 'closed' },
    { field: '$6$a$b', console: 'closed' },
    { field: hash, console: 'password' },
  ])('at the console are "$console" with "$field" in shadow', ({ field, console }) => {
    const shadow = `root:*:19700::::::\nrancher:${field}:19700:0:99999:7:::\n`;
    const { files } = recordingSystem({ files: { '/etc/shadow': shadow } });

    expect(readWaysIn(files)).toEqual({ console, ssh: [] });
  });

  it('are none where there are no accounts', () => {
    expect(readWaysIn(recordingSystem().files)).toEqual({ console: 'closed', ssh: [] });
  });

  it.each([
    { when: 'a key is there', text: '# ours\nssh-ed25519 AAAA me\n', ssh: ['key'] },
    { when: 'the file holds comments only', text: '# begin\n\n# end\n', ssh: [] },
  ])('over the network are $ssh when $when', ({ text, ssh }) => {
    expect(readWaysIn(recordingSystem({ files: { [keys]: text } }).files).ssh).toEqual(ssh);
  });

  it.each([
    { word: 'yes', field: hash, ssh: ['password'] },
    { word: 'no', field: hash, ssh: [] },
    { word: 'yes', field: '', ssh: [] },
  ])(
    'over the network are $ssh with PasswordAuthentication $word and "$field" in shadow',
    ({ word, field, ssh }) => {
      const { files } = recordingSystem({
        files: {
          [sshd]: `PasswordAuthentication ${word}\n`,
          '/etc/shadow': `rancher:${field}:1:0:99999:7:::\n`,
        },
      });

      expect(readWaysIn(files).ssh).toEqual(ssh);
    },
  );
});

describe('what is said of them', () => {
  it.each<WaysIn & { lines: string[] }>([
    { console: 'open', ssh: [], lines: ['Log in here as rancher; no password is needed.'] },
    {
      console: 'password',
      ssh: ['key', 'password'],
      lines: [
        'Log in here as rancher, with the password of the configuration.',
        'Over the network: ssh rancher@10.0.0.5, with the key or the password of the configuration.',
      ],
    },
    {
      console: 'closed',
      ssh: ['key'],
      lines: [
        'No password is configured, so nobody can log in here.',
        'Over the network: ssh rancher@10.0.0.5, with the key of the configuration.',
      ],
    },
    {
      console: 'closed',
      ssh: [],
      lines: [
        'Nobody can log in: no ssh key and no password have come out of the configuration.',
        'To mend it: restart, and in the boot menu choose the rescue shell.',
      ],
    },
  ])('is what works with console $console and ssh $ssh', ({ lines, ...waysIn }) => {
    expect(loginLines(waysIn, '10.0.0.5')).toEqual(lines);
  });
});
