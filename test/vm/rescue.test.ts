import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../src/vm/machine.ts';
import type { DirectKernel, MachineSpec } from '../../src/vm/machine-spec.ts';
import { tempRoot } from '../support/temp-root.ts';
import { directBoot, nodeConfig, quickEmulation } from './node.ts';
import { startVm, type VmOptions } from './support.ts';

const startMs = 240_000;
const answerMs = 60_000;
const onScreenOnly = /^A rescue shell is on screen and keyboard only\./;
const prompt = /^rescue:\/# $/;
const damaged = /^k3os: CANNOT BOOT: the system in the initrd is damaged \(\/k3os\.squashfs\)/;
/** A shell would have ended the machine by then. */
const deafMs = 15_000;

/** Spoils a file of the initrd, which is an archive without compression. */
function withDamage(
  kernel: DirectKernel,
  file: string,
  spoil: (image: Buffer) => void,
): DirectKernel {
  const bytes = readFileSync(kernel.initrd);
  const image = bytes.indexOf('hsqs', bytes.indexOf(`${file}\0`));
  spoil(bytes.subarray(image));
  const initrd = join(tempRoot().path, 'damaged');
  writeFileSync(initrd, bytes);
  return { ...kernel, initrd };
}

const betweenTriesMs = 3_000;

/** As a person would: again and again until it is heard, since keys pressed before there is a shell are lost. */
async function powerOffByKeyboard(machine: Machine): Promise<void> {
  const end = machine.ended(startMs);
  let ended = false;
  const off = end.then(() => {
    ended = true;
  });
  while (!ended) {
    for (const key of [...'poweroff', 'ret']) {
      // The machine may be off by now.
      await machine.qmp.human(`sendkey ${key}`).catch(() => undefined);
    }
    await Promise.race([off, sleep(betweenTriesMs)]);
  }
  expect(await end).toBe('guest-shutdown');
}

describe('a rescue shell', () => {
  let kernel: DirectKernel;

  beforeAll(async () => {
    kernel = await directBoot(nodeConfig([]));
  });

  function start(spec: MachineSpec, append: string, options?: VmOptions): Promise<Machine> {
    const words = `${quickEmulation} console=tty1 console=ttyS0,115200 panic=-1 ${append}`;
    return startVm({ ...spec, kernel: { ...(spec.kernel ?? kernel), append: words } }, options);
  }

  it('is on the serial line when the command line asks for it, with job control and the tools of the system', async () => {
    const machine = await start({ name: 'rescue' }, 'rescue=serial');
    await machine.waitFor(prompt, startMs);

    machine.type('k3os --version && lsblk --version && ls -d /mnt/lib/mod*\n');
    await machine.waitFor(/k3os version v\d/, answerMs);
    await machine.waitFor(/lsblk from util-linux/, answerMs);
    machine.type('sleep 999\n');
    machine.type('\x03');
    await machine.waitFor(prompt, answerMs);
    machine.type('exit\n');
    await machine.waitFor(/^Rescue shell of k3os, as root\./, answerMs);
    machine.type('reboot\n');
    await machine.waitFor(/Restarting system|^Requesting system reboot/, answerMs);
    await machine.waitFor(prompt, startMs);
    machine.type('poweroff\n');
    expect(await machine.ended(answerMs)).toBe('guest-shutdown');
  });

  it('is on screen and keyboard alone otherwise, a USB keyboard too', async () => {
    const machine = await start(
      { name: 'rescue-screen', words: ['-device', 'qemu-xhci', '-device', 'usb-kbd'] },
      'k3os.mode=nonsense',
    );

    await machine.waitFor(/^k3os: CANNOT BOOT: k3os\.mode: .* mode nonsense; it has live/, startMs);
    await machine.waitFor(onScreenOnly, answerMs);
    machine.type('poweroff\n');
    await expect(machine.ended(deafMs)).rejects.toThrow('not within');
    await powerOffByKeyboard(machine);
  });

  it('comes after half a minute when there is neither a disk nor a word what to do', async () => {
    const machine = await start({ name: 'no-disk' }, '');

    await machine.waitFor(/^k3os: waiting for a disk labelled K3OS_STATE: \d+ s of 30 s$/, startMs);
    await machine.waitFor(/^k3os: CANNOT BOOT: no disk is labelled K3OS_STATE after 30 s/, startMs);
    await machine.waitFor(onScreenOnly, answerMs);
    await machine.qmp.human('sendkey ctrl-alt-delete');
    await machine.waitFor(/Restarting system|^Requesting system reboot/, answerMs);
  });

  it('has the tools of the initrd when the system is no file system any more', async () => {
    const spoilt = withDamage(kernel, 'k3os.squashfs', (image) => image.fill(0, 0, 4));
    const machine = await start({ name: 'no-system', kernel: spoilt }, 'rescue=serial');

    await machine.waitFor(damaged, startMs);
    await machine.waitFor(prompt, startMs);
    machine.type('busybox | head -n 1; poweroff\n');
    await machine.waitFor(/BusyBox v\d/, answerMs);
    expect(await machine.ended(answerMs)).toBe('guest-shutdown');
  });

  it('has them too when the system has bad blocks everywhere', async () => {
    const spoilt = withDamage(kernel, 'k3os.squashfs', (image) => {
      for (let at = 4096; at < 50_000_000; at += 100_000) {
        image.fill(0, at, at + 500);
      }
    });
    const machine = await start({ name: 'bad-system', kernel: spoilt }, 'k3os.mode=live', {
      allow: ['file-system', 'disk', 'crash'],
    });

    await machine.waitFor(damaged, startMs);
    await machine.waitFor(onScreenOnly, answerMs);
    await powerOffByKeyboard(machine);
  });
});
