import { runProgram } from '../../src/cli/program.ts';
import { commands } from '../../src/cli/registry.ts';
import type { System } from '../../src/effects/system.ts';

/** What a person gets who types the words behind `k3os`, on a machine in memory. */
export async function runWords(words: readonly string[], system: System) {
  const printed: string[] = [];
  const warned: string[] = [];
  const written: Record<string, string> = {};
  const status = await runProgram(
    words,
    { version: 'v0.0.0', commands },
    {
      print: (text) => printed.push(text),
      warn: (text) => warned.push(text),
      stdin: async () => Buffer.alloc(0),
      asker: () => undefined,
      readLocalFile: () => Buffer.alloc(0),
      writeLocalFile: (path, content) => {
        written[path] = content;
      },
      openSystem: () => system,
    },
  ).catch((error: Error) => error);
  return { status, printed: printed.join('\n'), warned: warned.join('\n'), written };
}
