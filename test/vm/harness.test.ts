import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../src/dev/build.ts';
import { identify, isAlive } from '../../src/sandbox/processes.ts';
import { until } from '../../src/sandbox/wait.ts';
import { machineFolder } from '../../src/vm/machine-folder.ts';
import type { DirectKernel, MachineSpec } from '../../src/vm/machine-spec.ts';
import { createWire } from '../../src/vm/wire.ts';
import { tempRoot } from '../support/temp-root.ts';
import { inkIn } from './png.ts';
import { guest, startVm, type VmOptions } from './support.ts';

const memory = 256;
const bootMs = 180_000;
const answerMs = 60_000;
const ready = /^guest-ready/;

describe('a virtual machine', () => {
  let shell: DirectKernel;

  beforeAll(async () => {
    shell = await guest('echo guest-ready; exec setsid -c sh -i </dev/ttyS0 >/dev/ttyS0 2>&1');
  });

  async function startShell(name: string, more: Partial<MachineSpec> = {}, options?: VmOptions) {
    const machine = await startVm({ name, memory, kernel: shell, ...more }, options);
    await machine.waitFor(ready, bootMs);
    return machine;
  }

  it('answers what is typed, shows a picture and keeps its log', async () => {
    const machine = await startShell('talks');

    machine.type('echo $((6 * 7))\n');
    expect((await machine.waitFor(/^(\d+)$/, answerMs))[1]).toBe('42');

    machine.type('dmesg >/dev/tty0; echo sh""own\n');
    await machine.waitFor(/^shown/, answerMs);
    expect(inkIn(await machine.screenshot())).toBeGreaterThan(10_000);
    expect(readFileSync(join(project, 'dist/vm/talks.log'), 'utf8')).toContain('guest-ready');
  });

  it('is asked how its node has booted, and shows the end of its console when it does not say', async () => {
    const kernel = await guest('echo k3os-booted mode=live outcome=degraded; exec sleep 999');
    const machine = await startVm({ name: 'marker', memory, kernel });

    expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'degraded' });
    await expect(machine.waitFor(/something else/, 100)).rejects.toThrow(
      /^marker: \/something else\/: not within 0.1 s; .*:\n(.*\n)*k3os-booted mode=live outcome=degraded/,
    );
  });

  it('ends when its power button is pressed, and tells who did it', async () => {
    const machine = await startShell('button');
    const onEvent = '(hexdump -n 24 $input >/dev/null; poweroff -f)';
    machine.type(`for input in /dev/input/event*; do ${onEvent} & done; sleep 1; echo lis""tens\n`);
    await machine.waitFor(/^listens/, answerMs);

    await machine.powerButton();

    expect(await machine.ended(answerMs)).toBe('guest-shutdown');
    await expect(machine.waitFor(/more/, answerMs)).rejects.toThrow(
      /^button: \/more\/: the machine ended before \(guest-shutdown\); the end of its console:\n/,
    );
  });

  it('starts again from the beginning when it is reset', async () => {
    const machine = await startShell('reset');

    await machine.reset();

    await machine.waitFor(ready, bootMs);
  });

  it('fails whoever waits as soon as its kernel panics, with that line and what follows it', async () => {
    const machine = await startShell('panics', {}, { doomed: true });
    const started = Date.now();
    machine.type('echo c >/proc/sysrq-trigger\n');

    const error = await machine.waitFor(/never/, bootMs).catch((caught: Error) => caught);

    expect(Date.now() - started).toBeLessThan(bootMs / 2);
    expect(String(error)).toMatch(/panics: the kernel gave up \(panic\): .*sysrq triggered crash;/);
    expect(String(error)).toMatch(/Call Trace:/);
  });

  it('may panic where a test allows it', async () => {
    const machine = await startShell('may-panic', {}, { allow: ['panic'] });

    machine.type('echo c >/proc/sysrq-trigger\n');

    await machine.waitFor(ready, bootMs);
  });

  it('says what QEMU had against it', async () => {
    const machine = await startVm({ name: 'odd', words: ['-device', 'flux-capacitor'] });

    await expect(machine.waitFor(ready, bootMs)).rejects.toThrow(
      /the machine ended before \(killed: qemu-system-x86_64: .*'flux-capacitor' is not a valid/,
    );
  });

  it('reaches another one over a wire, and only that', async () => {
    const wire = createWire();
    const plugged = { nics: [{ kind: 'wire', wire, model: 'e1000' } as const] };
    const [one, two] = await Promise.all([startShell('one', plugged), startShell('two', plugged)]);
    two.type('ip addr add 10.9.9.2/24 dev eth0; ip link set eth0 up; echo u""p\n');
    await two.waitFor(/^up/, answerMs);

    one.type('ip addr add 10.9.9.1/24 dev eth0; ip link set eth0 up; ping -c 2 10.9.9.2\n');
    await one.waitFor(/ 0% packet loss/, answerMs);
    one.type('ping -c 1 -W 2 10.9.9.3\n');
    await one.waitFor(/ 100% packet loss/, answerMs);
  });

  it('has UEFI when it is asked for', async () => {
    const machine = await startShell('uefi', { firmware: 'uefi' });

    machine.type('ls /sys/firmware\n');

    await machine.waitFor(/\befi\b/, answerMs);
  });

  it('boots over the network what TFTP serves', async () => {
    const folder = tempRoot({
      '/boot.ipxe': `#!ipxe\nkernel vmlinuz ${shell.append}\ninitrd initrd\nboot\n`,
    }).path;
    copyFileSync(shell.image, join(folder, 'vmlinuz'));
    copyFileSync(shell.initrd, join(folder, 'initrd'));
    const netboot = { folder, bootfile: 'boot.ipxe' };

    const machine = await startVm({ name: 'netboot', nics: [{ kind: 'user', netboot }] });

    await machine.waitFor(ready, bootMs);
  });

  it('ends when whoever started it is killed, and its folder goes with the next one', async () => {
    const module = pathToFileURL(join(project, 'src/vm/machine.ts'));
    const program = `
      const { startMachine } = await import('${module}');
      console.log(startMachine({ name: 'orphan' }, { accelerator: 'tcg' }).pid);
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    const [pid] = (await once(child.stdout, 'data')) as [Buffer];
    const machine = identify(Number(pid));
    expect(machine).toBeDefined();

    child.kill('SIGKILL');
    await once(child, 'exit');

    await until(
      () => 'the machine outlives its test',
      answerMs,
      () => machine === undefined || !isAlive(machine),
    );
    machineFolder();
    const left = readdirSync('/var/tmp').filter((name) => name.startsWith(`k3os-vm.${child.pid}.`));
    expect(left).toEqual([]);
  });
});
