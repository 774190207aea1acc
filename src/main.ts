import { readFileSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { openSystem } from './cli/open-system.ts';
import { runProgram, type Terminal } from './cli/program.ts';
import { commands } from './cli/registry.ts';
import { terminalAsker } from './effects/ask.ts';
import { writeLine } from './effects/output.ts';
import { exitCodes, NodeError, OperationError, reasonOf } from './errors.ts';
import { k3osVersion } from './version.ts';

/** Parses the process's words, runs the command, and turns errors into one line and an exit status. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    process.exitCode = await runProgram(words, { version: k3osVersion, commands }, terminal());
  } catch (error) {
    process.exitCode = error instanceof NodeError ? error.exitCode : exitCodes.failed;
    writeLine(2, textOf(error));
  }
}

function terminal(): Terminal {
  return {
    print: (text) => writeLine(1, text),
    warn: (text) => writeLine(2, text),
    stdin: () => buffer(process.stdin),
    asker: terminalAsker,
    readLocalFile,
    writeLocalFile,
    openSystem,
    uid: process.getuid?.(),
  };
}

function readLocalFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new OperationError(`cannot read ${path}`, { cause: error });
  }
}

function writeLocalFile(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new OperationError(`cannot write ${path}`, { cause: error });
  }
}

/** A failure we understand is one line; anything else is a bug and keeps its stack. */
function textOf(error: unknown): string {
  if (!(error instanceof NodeError)) {
    return `k3os: this is a bug: ${error instanceof Error ? error.stack : String(error)}`;
  }

  const reason = reasonOf(error);
  return `k3os: ${reason}${adviceFor(error, reason)}`;
}

function adviceFor(error: NodeError, reason: string): string {
  if (error.exitCode === exitCodes.usage) {
    return '; see k3os --help';
  }
  return /\bE(ACCES|PERM)\b/.test(reason) && process.getuid?.() !== 0 ? '; run it with sudo' : '';
}

// The sources as they are: `node src/main.ts config validate FILE`.
if (import.meta.main) {
  void main(process.argv.slice(2));
}
