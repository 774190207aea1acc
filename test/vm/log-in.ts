import type { Machine } from '../../src/vm/machine.ts';

const shellPrompt = /\$ $/;

const loginOrShell = /(login: |\$ )$/;
const passwordPrompt = /Password: $/;
/** Longer than a busy machine needs for an answer. */
const answerMs = 30_000;
/** getty may have dropped what was typed, and then nothing comes. */
const promptMs = 5_000;
const mostTries = 20;

interface Attempt {
  /** Asked for when given. */
  readonly password?: string;
  readonly answer?: RegExp;
}

/**
 * Logs in as rancher the way a person does, who looks before typing and tries again: agetty shows its prompt anew whenever
 * addresses or the state of the node change, and drops what was typed meanwhile.
 */
export async function logIn(
  machine: Machine,
  { password, answer = shellPrompt }: Attempt = {},
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(machine, password, answer);
    } catch (error) {
      if (tries === mostTries) {
        throw error;
      }
    }
  }
}

async function attempt(machine: Machine, password: string | undefined, answer: RegExp) {
  machine.type('\n');
  const { 1: shown } = await machine.waitFor(loginOrShell, promptMs);
  if (shown === '$ ' && answer === shellPrompt) {
    return;
  }

  machine.type('rancher\n');
  if (password !== undefined) {
    await machine.waitFor(passwordPrompt, answerMs);
    machine.type(`${password}\n`);
  }
  await machine.waitFor(answer, answerMs);
}
