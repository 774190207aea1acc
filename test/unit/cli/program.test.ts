import { describe, expect, it } from 'vitest';
import type { Command, CommandInput } from '../../../src/cli/command.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { exitCodes } from '../../../src/errors.ts';
import { recordingSystem } from '../../support/recording-system.ts';

async function run(...words: string[]) {
  const printed: string[] = [];
  const roots: string[] = [];
  let seen: Pick<CommandInput, 'args' | 'options'> | undefined;
  const record = async ({ args, options }: CommandInput) => {
    seen = { args, options };
    return exitCodes.degraded;
  };
  const commands: Command[] = [
    {
      name: 'config',
      summary: 'configure',
      options: [{ flags: '--dump-json', description: 'dump' }],
      run: record,
      subcommands: [
        {
          name: 'plan',
          summary: 'plan',
          arguments: '[key]',
          options: [{ flags: '--phase <name>', description: 'phase', choices: ['boot'] }],
          run: record,
        },
      ],
    },
  ];
  const terminal = {
    print: (text: string) => printed.push(text),
    warn: (text: string) => printed.push(text),
    stdin: async () => Buffer.alloc(0),
    asker: () => undefined,
    readLocalFile: () => Buffer.alloc(0),
    writeLocalFile: () => undefined,
    openSystem: (root: string) => {
      roots.push(root);
      return recordingSystem({ root });
    },
  };

  const status = await runProgram(words, { version: '1.2.3', commands }, terminal).catch(
    (error: Error) => error,
  );
  return { status, seen, printed: printed.join('\n'), roots };
}

describe('the command line', () => {
  it.each([
    { words: ['config', '--dump-json'], args: [], options: { dumpJson: true }, root: '/' },
    {
      words: ['config', 'plan', 'a', '--phase', 'boot'],
      args: ['a'],
      options: { phase: 'boot' },
      root: '/',
    },
    {
      words: ['config', 'plan', '--root', '/mnt'],
      args: [],
      options: { root: '/mnt' },
      root: '/mnt',
    },
    {
      words: ['--root', '/mnt', 'config', 'plan'],
      args: [],
      options: { root: '/mnt' },
      root: '/mnt',
    },
  ])('reads $words', async ({ words, args, options, root }) => {
    const { seen, status, roots } = await run(...words);

    expect({ seen, status, roots }).toEqual({
      seen: { args, options },
      status: exitCodes.degraded,
      roots: [root],
    });
  });

  it.each([
    { when: 'the command is unknown', words: ['confg'], reason: /unknown command 'confg'/ },
    {
      when: 'an option is unknown',
      words: ['config', '--dumpp'],
      reason: /unknown option '--dumpp'/,
    },
    {
      when: 'a choice is wrong',
      words: ['config', 'plan', '--phase', 'x'],
      reason: /Allowed choices are boot/,
    },
    {
      when: 'a command below is mistyped',
      words: ['config', 'lpan'],
      reason: /config has no command lpan: it has plan/,
    },
    {
      when: 'there is a word too many',
      words: ['config', 'plan', 'a', 'b'],
      reason: /too many arguments/,
    },
  ])('is a usage error when $when', async ({ words, reason }) => {
    const { status } = await run(...words);

    expect(status).toMatchObject({
      name: 'UsageError',
      exitCode: 64,
      message: expect.stringMatching(reason),
    });
  });

  it.each([
    { words: ['--version'], shows: /^k3os version 1\.2\.3$/ },
    { words: ['--help'], shows: /config.*configure/ },
    { words: ['config', 'plan', '--help'], shows: /--phase <name>/ },
  ])('answers $words and succeeds', async ({ words, shows }) => {
    const { status, printed } = await run(...words);

    expect(status).toBe(exitCodes.ok);
    expect(printed).toMatch(shows);
  });
});
