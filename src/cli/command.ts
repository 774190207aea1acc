import type { Asker } from '../effects/ask.ts';
import type { System } from '../effects/system.ts';
import type { ExitCode } from '../errors.ts';

export interface CommandOption {
  /** As commander takes them: `--phase <name>`, `--json`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** Not shown in the help: kept for old scripts. */
  readonly hidden?: boolean;
}

/** What a command is given; it reads the process and the machine through nothing else. */
export interface CommandInput {
  readonly args: readonly string[];
  /** By camelCase name: `--dump-json` is `dumpJson`. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly system: System;
  /** Whole lines to stdout; the line break is added. */
  readonly print: (text: string) => void;
  /** Whole lines to stderr. */
  readonly warn: (text: string) => void;
  readonly stdin: () => Promise<Buffer>;
  /** Undefined where nobody can be asked. */
  readonly asker: () => Asker | undefined;
  /** Files named on the command line, relative to the working directory and outside any `--root`. */
  readonly readLocalFile: (path: string) => Buffer;
  readonly writeLocalFile: (path: string, content: string) => void;
  /** Of whoever runs the command. */
  readonly uid?: number | undefined;
}

/** One word of the command line; registered in registry.ts. Errors are thrown (see errors.ts) and mapped in main.ts. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As commander takes them: `<file...>`, `[key]`. */
  readonly arguments?: string;
  readonly options?: readonly CommandOption[];
  readonly subcommands?: readonly Command[];
  readonly hidden?: boolean;
  run?(input: CommandInput): Promise<ExitCode>;
}

type CommandLine = Pick<Command, 'name' | 'summary' | 'arguments'>;

/** All of a command but the line that the help has of it. */
export type CommandBody = Omit<Command, keyof CommandLine>;

/** A command that no boot needs: loaded when it is named, so that no other start pays for it. */
export interface LateCommand extends CommandLine {
  load(): Promise<CommandBody>;
}
