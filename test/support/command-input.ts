import type { CommandBody, CommandInput } from '../../src/cli/command.ts';
import type { Asker } from '../../src/effects/ask.ts';
import type { System } from '../../src/effects/system.ts';
import type { ExitCode } from '../../src/errors.ts';
import { recordingSystem } from './recording-system.ts';

export interface InputGiven {
  readonly args?: readonly string[];
  readonly options?: CommandInput['options'];
  readonly system?: System;
  readonly stdin?: string | Buffer;
  readonly asker?: Asker;
  /** Files of the person who calls, by the name given on the command line. */
  readonly localFiles?: Readonly<Record<string, string | Buffer>>;
}

export interface CommandOutcome {
  readonly exitCode: ExitCode | undefined;
  readonly printed: string;
  readonly warned: string;
}

/** Runs a command as program.ts does and keeps what it says. */
export async function runCommand(
  command: CommandBody,
  given: InputGiven = {},
): Promise<CommandOutcome> {
  const { args = [], options = {}, system = recordingSystem(), localFiles = {} } = given;
  const printed: string[] = [];
  const warned: string[] = [];
  const exitCode = await command.run?.({
    args,
    options,
    system,
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text),
    asker: () => given.asker,
    stdin: async () => Buffer.from(given.stdin ?? ''),
    readLocalFile(path) {
      const content = localFiles[path];
      if (content === undefined) {
        throw new Error(`cannot read ${path}: ENOENT: no such file or directory`);
      }
      return Buffer.from(content);
    },
    writeLocalFile: () => undefined,
  });
  return { exitCode, printed: printed.join('\n'), warned: warned.join('\n') };
}
