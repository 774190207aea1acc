import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildK3os } from '../../src/dev/build.ts';
import { digest } from '../../src/lib/digest.ts';
import type { Machine } from '../../src/vm/machine.ts';
import { tempRoot } from '../support/temp-root.ts';
import { debianDisk } from './grub-disk/debian.ts';
import { nodeImage, say } from './image.ts';
import { startOf } from './installed/node.ts';
import { bootMs, nodeConfig, onNode, switchNode } from './node.ts';
import { startVm } from './support.ts';

/** What a person would type, when Debian has its network. */
function units(sha256: string): Record<string, string> {
  const command = `/opt/k3os install --takeover --root-from /opt/k3os.iso#${sha256} --config /opt/node.yaml --yes`;
  // Not to the line itself, on which the login prompt hangs up.
  const onConsole = 'StandardOutput=journal+console\nStandardError=journal+console';
  return {
    '/etc/systemd/system/takeover.service': `[Unit]
ConditionPathExists=!/k3os
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
${onConsole}
ExecStart=/bin/sh -ec '${command}; systemctl reboot'
[Install]
WantedBy=multi-user.target
`,
  };
}

const atomic = '/usr/lib/x86_64-linux-gnu/libatomic.so.1';

async function startDebian(name: string, config: string): Promise<Machine> {
  const { iso } = await nodeImage();
  const program = join(tempRoot().path, 'k3os');
  writeFileSync(program, readFileSync(await buildK3os(say)), { mode: 0o755 });
  const own = units(digest(readFileSync(iso)));
  const enabled = Object.keys(own).map((path) => [
    path.replace('/system/', '/system/multi-user.target.wants/'),
    { link: path },
  ]);
  const disk = await debianDisk({
    '/opt/k3os': { file: program },
    // Of Debian's package libatomic1, which not every Debian has.
    [atomic]: { file: realpathSync(atomic) },
    '/opt/k3os.iso': { file: iso },
    '/opt/node.yaml': config,
    '/home/alice/notes': 'mine\n',
    ...own,
    ...Object.fromEntries(enabled),
  });
  return startVm({
    name,
    memory: 1024,
    drives: [{ kind: 'disk', file: disk }],
    nics: [{ kind: 'user' }],
  });
}

it(
  'becomes k3os, which removes it once it has come up',
  async () => {
    const machine = await startDebian('takeover', nodeConfig(['hostname: taken']));
    await machine.waitFor(/done: the next start is that of k3os/, bootMs);

    expect(await machine.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    const decided = 'until [ -e /run/k3os/health.json ]; do sleep 1; done';
    const cleared = 'while [ -e /k3os/system/takeover* ]; do sleep 2; done';
    await onNode(machine, `sudo sh -c '${decided}; ${cleared}'`, bootMs);
    expect(await onNode(machine, 'sudo k3os health')).toMatch(/health: *good/);
    expect(await onNode(machine, 'sudo k3os generations')).toMatch(/^ *1 +booted, good /m);
    expect(await onNode(machine, 'sudo blkid -p -o value -s LABEL /dev/vda3')).toBe('K3OS_STATE\n');
    const left = 'sudo mount /dev/vda3 /mnt && ls /mnt /mnt/boot; sudo umount /mnt';
    expect(await onNode(machine, left)).toBe('/mnt:\nboot\nk3os\nlost+found\n\n/mnt/boot:\ngrub\n');

    machine.console.skip();
    await switchNode(machine, 'reboot');
    await machine.waitFor(startOf('generation 1'), bootMs);
    await machine.waitFor(/k3os: starting in mode local/, bootMs);
    await machine.waitFor(/k3os initrd: hostname: set kernel\.hostname = taken;/, bootMs);
  },
  4 * bootMs,
);
