import { OperationError } from '../errors.ts';

export interface Question {
  readonly message: string;
  readonly preset?: string;
  /** Why an answer cannot be taken; undefined when it can. */
  readonly check?: (answer: string) => string | undefined;
}

export interface Choice<T> {
  readonly name: string;
  readonly value: T;
}

/** A person at a terminal; works on a serial line too. Answers have no space at their ends. */
export interface Asker {
  text(question: Question): Promise<string>;
  secret(question: Question): Promise<string>;
  choose<T>(message: string, choices: readonly Choice<T>[]): Promise<T>;
}

/** Undefined where nobody sits. */
export function terminalAsker(): Asker | undefined {
  return process.stdin.isTTY && process.stdout.isTTY ? asker : undefined;
}

const asker: Asker = {
  async text({ message, preset, check }) {
    const { default: input } = await import('@inquirer/input');
    const validate = validatorOf(check);
    const given = preset === undefined ? {} : { default: preset };
    return (await stopped(input({ message, validate, ...given }))).trim();
  },

  async secret({ message, check }) {
    const { default: password } = await import('@inquirer/password');
    return (await stopped(password({ message, mask: true, validate: validatorOf(check) }))).trim();
  },

  async choose(message, choices) {
    const { default: select } = await import('@inquirer/select');
    return stopped(select({ message, choices, loop: false }));
  },
};

function validatorOf(check: Question['check']): (answer: string) => string | true {
  return (answer) => check?.(answer.trim()) ?? true;
}

/** Ctrl-C is an answer too. */
async function stopped<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if ((cause as Error).name === 'ExitPromptError') {
      throw new OperationError('stopped, nothing was changed');
    }
    throw cause;
  }
}
