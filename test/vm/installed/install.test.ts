import { expect, it } from 'vitest';
import type { Drive, MachineSpec } from '../../../src/vm/machine-spec.ts';
import { emptyDisk } from '../../integration/install/disk-image.ts';
import { bootMs, isoWith, onNode, readyNodes, switchNode } from '../node.ts';
import { startVm } from '../support.ts';
import { quicken } from './disk.ts';
import { config } from './node.ts';

/** What is to be there after a restart, and what is not. */
const traces = {
  kept: ['/var/lib/kept', '/home/rancher/kept', '/opt/kept', '/usr/local/bin/kept'],
  lost: ['/etc/lost', '/run/lost', '/tmp/lost'],
};
const identity = 'cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; hostname';

function start(name: string, disk: Drive, more: Partial<MachineSpec> = {}) {
  return startVm({ name, memory: 1024, drives: [disk], nics: [{ kind: 'user' }], ...more });
}

it(
  'installs from the medium without a question; the disk then starts on BIOS and on UEFI, and keeps what is to be kept',
  async () => {
    const disk: Drive = { kind: 'disk', file: emptyDisk() };
    const words = 'k3os.mode=install k3os.install.device=/dev/vda k3os.install.power_off=true';
    const medium: Drive = { kind: 'cdrom', file: await isoWith(config, words) };
    const installer = await start('install', disk, { drives: [medium, disk] });
    await installer.waitFor(/installed to \/dev\/vda; take the medium away/, bootMs);
    expect(await installer.ended(bootMs)).toBe('guest-shutdown');
    await quicken(disk.file);

    const node = await start('installed-bios', disk);
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await readyNodes(node)).toMatch(/^installed +Ready /m);
    const before = await onNode(node, identity);
    expect(before).toMatch(/\ninstalled\n$/);
    expect(await onNode(node, 'df --output=size -B1 /var | tail -n 1')).toMatch(/^ *3\d{9}$/m);
    await onNode(node, `sudo touch ${[...traces.kept, ...traces.lost].join(' ')}`);
    await switchNode(node, 'poweroff');
    expect(await node.ended(bootMs)).toBe('guest-shutdown');

    const again = await start('installed-uefi', disk, { firmware: 'uefi' });
    expect(await again.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await onNode(again, identity)).toBe(before);
    const there = await onNode(again, `ls -d ${[...traces.kept, ...traces.lost].join(' ')}`);
    expect(there.trim().split('\n').sort()).toEqual([...traces.kept].sort());
  },
  3 * bootMs,
);
