import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Firmware } from '../../src/vm/machine-spec.ts';
import { tempRoot } from '../support/temp-root.ts';
import { bootMs, isoWith, nodeConfig, onNode, readyNodes } from './node.ts';
import { startVm } from './support.ts';

const gibibyte = 1024 ** 3;
const config = nodeConfig(['hostname: installed', 'k3os: {k3s_args: [server]}']);

function emptyDisk(): string {
  const file = join(tempRoot().path, 'disk');
  writeFileSync(file, '');
  truncateSync(file, 4 * gibibyte);
  return file;
}

/** What is to be there after a restart, and what is not. */
const traces = {
  kept: ['/var/lib/kept', '/home/rancher/kept', '/opt/kept', '/usr/local/bin/kept'],
  lost: ['/etc/lost', '/run/lost', '/tmp/lost'],
};
const identity = 'cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; hostname';

function start(name: string, firmware: Firmware, disk: string) {
  return startVm({
    name,
    firmware,
    memory: 1024,
    drives: [{ kind: 'disk', file: disk }],
    nics: [{ kind: 'user' }],
  });
}

it(
  'installs from the medium without a question; the disk then starts on BIOS and on UEFI, and keeps what is to be kept',
  async () => {
    const disk = emptyDisk();
    const words = 'k3os.mode=install k3os.install.device=/dev/vda k3os.install.power_off=true';
    const installer = await startVm({
      name: 'install',
      memory: 1024,
      drives: [
        { kind: 'cdrom', file: await isoWith(config, words) },
        { kind: 'disk', file: disk },
      ],
      nics: [{ kind: 'user' }],
    });
    await installer.waitFor(/installed to \/dev\/vda; take the medium away/, bootMs);
    expect(await installer.ended(bootMs)).toBe('guest-shutdown');

    const node = await start('installed-bios', 'bios', disk);
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await readyNodes(node)).toMatch(/^installed +Ready /m);
    const before = await onNode(node, identity);
    expect(before).toMatch(/\ninstalled\n$/);
    expect(await onNode(node, 'df --output=size -B1 /var | tail -n 1')).toMatch(/^ *3\d{9}$/m);
    await onNode(node, `sudo touch ${[...traces.kept, ...traces.lost].join(' ')}`);

    node.console.skip();
    await onNode(node, 'sudo reboot');
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await onNode(node, identity)).toBe(before);
    const there = await onNode(node, `ls -d ${[...traces.kept, ...traces.lost].join(' ')}`);
    expect(there.trim().split('\n').sort()).toEqual([...traces.kept].sort());
    await onNode(node, 'sudo poweroff');
    expect(await node.ended(bootMs)).toBe('guest-shutdown');

    const again = await start('installed-uefi', 'uefi', disk);
    expect(await again.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await onNode(again, identity)).toBe(before);
  },
  4 * bootMs,
);
