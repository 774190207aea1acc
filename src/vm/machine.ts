import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Outcome, type RunOptions, run } from '../sandbox/run.ts';
import { sshWords } from '../sandbox/ssh-words.ts';
import type { Accelerator } from './argv.ts';
import { type BootMarker, bootMarker, parseMarker } from './boot-marker.ts';
import { createConsole } from './console.ts';
import type { DeniedId } from './deny-list.ts';
import { prepareUefi } from './firmware.ts';
import { forwardedPort, sshPort } from './forwarded-port.ts';
import { machineFolder } from './machine-folder.ts';
import type { MachineSpec } from './machine-spec.ts';
import { checkVmHost } from './preflight.ts';
import { spawnQemu } from './qemu.ts';
import { connectQmp, type QmpEvent } from './qmp.ts';

export interface MachineOptions {
  readonly accelerator: Accelerator;
  /** Entries of the deny list that this machine is meant to show. */
  readonly allow?: readonly DeniedId[];
  /** File for all that the serial console says; replaced. */
  readonly log?: string;
}

export type Machine = ReturnType<typeof startMachine>;

/** As QEMU names it: `guest-shutdown`, `guest-reset`, `host-qmp-quit`, … */
type EndReason = string;

const quitMs = 10_000;

/** Switches a machine on. It ends together with this program; `stop` removes its last file. */
export function startMachine(spec: MachineSpec, options: MachineOptions) {
  const { name } = spec;
  checkVmHost();
  const folder = machineFolder();
  const console = createConsole({ name, ...(options.allow && { allow: options.allow }) });
  const qemu = spawnQemu(spec, {
    accelerator: options.accelerator,
    ...(spec.firmware === 'uefi' && { uefi: prepareUefi(folder) }),
  });
  const qmp = connectQmp(qemu.control, onEvent);
  const log = openLog(options.log);
  let reason: EndReason = 'killed';

  qemu.output.setEncoding('utf8');
  qemu.output.on('data', (chunk: string) => {
    log.write(chunk);
    console.receive(chunk);
  });
  const closed = qemu.closed.then((messages) => {
    log.close();
    console.close();
    return { reason, messages };
  });

  function onEvent({ event, data }: QmpEvent): void {
    if (event === 'SHUTDOWN') {
      reason = String(data?.reason);
    }
    if (event === 'STOP') {
      qmp.execute('query-status').then(checkStatus, () => undefined);
    }
  }

  /** A processor that QEMU or KVM cannot emulate, or a full disk below the guest's: nothing goes on. */
  function checkStatus(status: unknown): void {
    const state = (status as { status: string }).status;
    if (state.endsWith('-error')) {
      console.fail(`qemu stopped the machine (${state})`);
    }
  }

  async function gone(what: string): Promise<never> {
    const end = await closed;
    throw console.problem(
      `${what}: the machine ended before (${[end.reason, end.messages].filter(Boolean).join(': ')})`,
    );
  }

  async function waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    const what = String(pattern);
    return console.during(what, timeoutMs, Promise.race([console.match(pattern), gone(what)]));
  }

  async function portOf(guestPort: number): Promise<number> {
    return forwardedPort(await qmp.human('info usernet'), guestPort);
  }

  return {
    name,
    pid: qemu.pid,
    console,
    qmp,
    /** A line of the console since the machine was switched on, or since the last `type` or `reset`. */
    waitFor,
    /** Until the node says that it has booted. */
    async booted(timeoutMs: number): Promise<BootMarker> {
      return parseMarker(await waitFor(bootMarker, timeoutMs));
    },
    /** Until the machine switches itself off. */
    async ended(timeoutMs: number): Promise<EndReason> {
      return (await console.during('switching off', timeoutMs, closed)).reason;
    },
    /** As at a keyboard of the serial console. What it says from now on is taken as the answer. */
    type(text: string): void {
      console.skip();
      qemu.input.write(text);
    },
    async powerButton(): Promise<void> {
      await qmp.execute('system_powerdown');
    },
    async reset(): Promise<void> {
      console.skip();
      await qmp.execute('system_reset');
    },
    /** From one moment to the next. Give it raw disks: QEMU itself loses what it knows of others. */
    async cutPower(): Promise<void> {
      qemu.kill();
      await closed;
    },
    /** What the screen shows, as PNG. */
    async screenshot(): Promise<Buffer> {
      const file = join(folder, 'screen.png');
      await qmp.execute('screendump', { filename: file, format: 'png' });
      return readFileSync(file);
    },
    /** The port of 127.0.0.1 here that leads to this one there. */
    port: portOf,
    /** @param key private key, PEM text */
    async ssh(
      user: string,
      key: string,
      command: string,
      runOptions?: RunOptions,
    ): Promise<Outcome> {
      const port = await portOf(sshPort);
      const target = { folder, key, user, host: '127.0.0.1', port, command, shared: true };
      return run(sshWords(target), runOptions);
    },
    async stop(): Promise<void> {
      const timer = setTimeout(qemu.kill, quitMs);
      await qmp.execute('quit').catch(() => undefined);
      await closed;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openLog(file: string | undefined) {
  if (file === undefined) {
    return { write: () => undefined, close: () => undefined };
  }

  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'w');
  return {
    write: (chunk: string) => {
      writeSync(descriptor, chunk);
    },
    close: () => closeSync(descriptor),
  };
}
