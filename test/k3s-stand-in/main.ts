import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { Role } from '../../src/k3s/flag-table.ts';
import { createToken, kubectl } from './kubectl.ts';
import { Fatal, log, messageOf } from './log.ts';
import { readOptions } from './options.ts';
import { recordStart } from './record.ts';
import { k3sVersion } from './version.ts';

const notice =
  'THIS IS A STAND-IN FOR TESTS, NOT k3s: it speaks the join handshake and runs no containers';

/** Dispatches like k3s: by its own name when called as kubectl, else by the first word. */
async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const name = basename(process.argv0);
  const [command = '--help', ...rest] = name === 'kubectl' ? ['kubectl', ...words] : words;

  if (command === '--version' || command === '-v') {
    print(`k3s version ${k3sVersion} (stand-in)\ngo version none`);
    return 0;
  }
  if (command === 'kubectl') {
    print(await kubectl(rest));
    return 0;
  }
  if (command === 'token') {
    print(await createToken(rest));
    return 0;
  }
  if (command !== 'server' && command !== 'agent') {
    throw new Fatal(
      `the stand-in of k3s has no command ${command}: server, agent, kubectl, token, --version`,
    );
  }

  await serveUntilSignal(command, rest);
  return 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function serveUntilSignal(role: Role, words: readonly string[]): Promise<void> {
  log('warning', notice);
  // As k3s does, so that what is secret in the arguments leaves the list of processes.
  process.title = `k3s ${role}`;
  if (Date.now() < Date.UTC(1980)) {
    throw new Fatal("server time isn't set properly: the clock is before 1980");
  }

  const options = readOptions(role, words);
  const dataDir = options.text('data-dir') || '/var/lib/rancher/k3s';
  mkdirSync(dataDir, { recursive: true });
  recordStart(dataDir);

  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) {
      process.exit(1);
    }
    log('info', 'Shutting down');
    stop.abort();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);

  if (role === 'server') {
    const { runServer } = await import('./server.ts');
    await runServer(options, dataDir, stop.signal);
  } else {
    const { runAgent } = await import('./agent.ts');
    await runAgent(options, dataDir, stop.signal);
  }
}

main()
  .then((exitCode) => process.exit(exitCode))
  .catch((error: unknown) => {
    log('fatal', messageOf(error));
    process.exit(1);
  });
