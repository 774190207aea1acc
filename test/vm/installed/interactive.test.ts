import { expect, it } from 'vitest';
import type { Drive } from '../../../src/vm/machine-spec.ts';
import { emptyDisk } from '../../integration/install/disk-image.ts';
import { logIn } from '../log-in.ts';
import { bootMs, isoWith, nodeConfig, switchNode } from '../node.ts';
import { startVm } from '../support.ts';
import { quicken } from './disk.ts';

const answerMs = 120_000;
const password = 'open sesame';
const erase = (count: number) => '\u007f'.repeat(count);

/** What is asked, and what somebody types who makes a mistake. Lists are answered with what is first in them. */
const dialogue: readonly (readonly [RegExp, string])[] = [
  [/\/dev\/sda /, '\n'],
  [/Where is the configuration of the new system\?/, '\n'],
  [/Host name/, '-typed\n'],
  [/must be letters, digits, - and \./, `${erase(6)}typed\n`],
  [/GitHub users/, '\n'],
  [/Password of the user rancher/, `${password}\n`],
  [/The same again/, `${password}\n`],
  [/Wireless network/, '\n'],
  [/What is this node\?/, '\n'],
  [/Cluster secret/, '\n'],
  [/Type sda to erase the disk and install/, 'sda\n'],
];

it(
  'installs what somebody answers at the serial line',
  async () => {
    const disk: Drive = { kind: 'scsi-disk', file: emptyDisk() };
    const medium: Drive = {
      kind: 'cdrom',
      file: await isoWith(nodeConfig(['hostname: live']), ''),
    };
    const installer = await startVm({
      name: 'install-asked',
      memory: 1024,
      drives: [medium, disk],
      nics: [{ kind: 'user' }],
    });
    expect(await installer.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
    await logIn(installer);
    installer.type('sudo k3os install\n');
    for (const [question, answer] of dialogue) {
      await installer.waitFor(question, answerMs);
      installer.type(answer);
    }
    await installer.waitFor(/installed to \/dev\/sda; take the medium away/, bootMs);
    await switchNode(installer, 'poweroff');
    expect(await installer.ended(bootMs)).toBe('guest-shutdown');
    await quicken(disk.file);

    const node = await startVm({
      name: 'installed-asked',
      memory: 1024,
      drives: [disk],
      nics: [{ kind: 'user' }],
    });
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    await logIn(node, { password });
    node.type(
      'echo "on $(hostname)"; sudo k3os config validate --strict /k3os/system/config.yaml\n',
    );
    await node.waitFor(/on typed$/, answerMs);
    await node.waitFor(/config\.yaml: ok$/, answerMs);
    // What is typed while sudo runs is for the command that it runs.
    await node.waitFor(/^rancher@typed:~\$ $/, answerMs);
    node.type('sudo poweroff\n');
    expect(await node.ended(bootMs)).toBe('guest-shutdown');
  },
  3 * bootMs,
);
