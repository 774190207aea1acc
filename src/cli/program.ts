import { Command as Commander, CommanderError, Option } from 'commander';
import type { System } from '../effects/system.ts';
import { type ExitCode, exitCodes, UsageError } from '../errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { Command, CommandInput, CommandOption, LateCommand } from './command.ts';

/** The process as a command sees it; main.ts gives the real one, tests their own. */
export interface Terminal extends Omit<CommandInput, 'args' | 'options' | 'system'> {
  readonly openSystem: (root: string) => System;
}

export interface ProgramInfo {
  readonly version: string;
  readonly commands: readonly (Command | LateCommand)[];
}

/**
 * Parses the words after the program's name and runs the command they name.
 * @throws UsageError for words that make no sense.
 */
export async function runProgram(
  words: readonly string[],
  { version, commands }: ProgramInfo,
  terminal: Terminal,
): Promise<ExitCode> {
  const outcome: { status: ExitCode } = { status: exitCodes.ok };
  const program = prepare(new Commander('k3os'), terminal)
    .description('turns this machine into a k3s node, as its configuration says')
    .version(`k3os version ${version}`, '-v, --version', 'print the version');

  await addCommands(program, commands, { words, terminal, outcome });

  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.code === 'commander.help' && !words.includes('help')) {
      throw new UsageError('a command is missing, they are listed above');
    }
    if (error.exitCode !== 0) {
      throw new UsageError(error.message.replace(/^error: /, ''), { cause: undefined });
    }
  }
  return outcome.status;
}

function prepare(commander: Commander, { print, warn }: Terminal): Commander {
  return commander
    .option('--root <dir>', 'work on the system below this directory instead of the running one')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => warn(text.trimEnd()),
      // main.ts prints the error once, with the advice to look at the help.
      outputError: () => undefined,
    });
}

interface Run {
  readonly words: readonly string[];
  readonly terminal: Terminal;
  readonly outcome: { status: ExitCode };
}

/** Only a command that is named is built with all it has, of the others the help shows a line: every start pays for it. */
async function addCommands(
  parent: Commander,
  commands: readonly (Command | LateCommand)[],
  run: Run,
): Promise<void> {
  for (const command of commands) {
    const commander = new Commander(command.name).summary(command.summary);
    if (command.arguments !== undefined) {
      commander.arguments(command.arguments);
    }
    if (run.words.includes(command.name)) {
      await build(
        commander,
        'load' in command ? { ...command, ...(await command.load()) } : command,
        run,
      );
    }
    parent.addCommand(commander, { hidden: 'hidden' in command && command.hidden === true });
  }
}

async function build(commander: Commander, command: Command, invocation: Run): Promise<void> {
  const { terminal, outcome } = invocation;
  prepare(commander, terminal).description(command.summary);
  for (const option of command.options ?? []) {
    commander.addOption(toOption(option));
  }
  await addCommands(commander, command.subcommands ?? [], invocation);

  const { run } = command;
  if (run !== undefined) {
    commander.allowExcessArguments(command.subcommands !== undefined);
    commander.action(async () => {
      refuseUnknown(command, commander.args);
      const options = commander.optsWithGlobals<Record<string, string | boolean | undefined>>();
      const root = typeof options.root === 'string' ? options.root : '/';
      const system = terminal.openSystem(root);
      outcome.status = await run({ ...terminal, args: commander.args, options, system });
    });
  }
}

/** To commander a mistyped subcommand is one argument too many, which tells nobody what is wrong. */
function refuseUnknown(
  { name, subcommands = [], arguments: wanted }: Command,
  words: string[],
): void {
  const [word] = words;
  if (subcommands.length === 0 || wanted !== undefined || word === undefined) {
    return;
  }

  const known = subcommands.map((subcommand) => subcommand.name);
  const meant = nearest(word, known);
  const advice = meant === undefined ? `it has ${known.join(', ')}` : `did you mean ${meant}?`;
  throw new UsageError(`${name} has no command ${word}: ${advice}`);
}

function toOption({ flags, description, choices, hidden }: CommandOption): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) {
    option.choices([...choices]);
  }
  return option.hideHelp(hidden ?? false);
}
