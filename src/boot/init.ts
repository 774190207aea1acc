import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { type BootWords, parseBootWords } from './boot-words.ts';
import { loginLines, readTerminals } from './consoles.ts';
import { prepareDisk } from './disk.ts';
import { driverLoader, findLabels, loadMediaModules } from './hardware.ts';
import { prepareLive } from './live.ts';
import { type Found, type Mode, nextStep } from './mode.ts';
import { places } from './places.ts';
import { isThere } from './put-together.ts';

const pollMs = 300;
const nothing: Found = { medium: undefined, state: [] };
/** How often a person is told what is waited for. */
const tellMs = 5_000;

/** Lines of inittab. A sandbox has neither button nor watchdog. */
const ofTheMachine = ['power-button', 'feed-watchdog'].map(
  (name) => `::respawn:/usr/lib/k3os/${name}`,
);

interface Request {
  readonly system: System;
  readonly print: (line: string) => void;
}

/**
 * The initrd's part of a boot: finds out how to start, and puts the root together. After it PID 1 goes there.
 * @throws OperationError with the one line that is shown on every console.
 */
export async function prepareRoot({ system, print }: Request): Promise<void> {
  const words = parseBootWords(textOf(system, '/proc/cmdline'));
  const { mode, found } = isThere(system, places.state)
    ? { mode: 'local' as const, found: nothing }
    : await findMode(system, words, print);
  const kernel = textOf(system, '/proc/sys/kernel/osrelease');
  print(`k3os: starting in mode ${mode}`);
  if (mode === 'local') {
    await prepareDisk(system, found.state[0]);
  } else {
    for (const note of await prepareLive(system, found.medium, kernel)) {
      print(`k3os: note: ${note}`);
    }
  }

  const { files } = system;
  const inittab = `${places.root}/etc/inittab`;
  const logins = loginLines(words.consoles, readTerminals(files));
  const lines = [textOf(system, inittab), ...ofTheMachine, ...logins]
    .map((line) => `${line}\n`)
    .join('');
  files.writeAtomically(inittab, lines, { mode: 0o644 });
  // The last one: with it the root is complete.
  files.writeAtomically(`${places.root}/run/k3os/mode`, `${mode}\n`, { mode: 0o644 });
}

async function findMode(
  system: System,
  words: BootWords,
  print: Request['print'],
): Promise<{ mode: Mode; found: Found }> {
  // Booted over the network and told what to be: no disk has to be looked at.
  const first = nextStep(words, nothing, 0);
  if (first.kind !== 'wait') {
    return resolve(first, nothing, print);
  }

  await loadMediaModules(system);
  const loadDrivers = driverLoader(system);
  const startedAt = system.clock.now().getTime();
  let toldMs = 0;
  for (;;) {
    await loadDrivers();
    const waitedMs = system.clock.now().getTime() - startedAt;
    const found = await findLabels(system, words);
    const step = nextStep(words, found, waitedMs);
    if (step.kind !== 'wait') {
      return resolve(step, found, print);
    }
    if (waitedMs - toldMs >= tellMs) {
      toldMs = waitedMs;
      print(
        `k3os: waiting for ${step.what}: ${Math.round(waitedMs / 1000)} s of ${step.boundMs / 1000} s`,
      );
    }
    await system.clock.sleep(pollMs);
  }
}

type Settled = Exclude<ReturnType<typeof nextStep>, { kind: 'wait' }>;

function resolve(step: Settled, found: Found, print: Request['print']) {
  if (step.kind === 'fail') {
    throw new OperationError(step.cause);
  }
  if (step.note !== undefined) {
    print(`k3os: note: ${step.note}`);
  }
  return { mode: step.mode, found };
}

function textOf({ files }: System, path: string): string {
  return files.read(path)?.toString().trim() ?? '';
}
