import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { commands } from '../../../src/cli/registry.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const program = { version: 'v1', commands };
const system = recordingSystem({ files: { '/run/k3os/mode': 'local\n' } });
const terminal = {
  print: () => undefined,
  warn: () => undefined,
  stdin: () => Promise.resolve(Buffer.alloc(0)),
  asker: () => undefined,
  readLocalFile: () => Buffer.alloc(0),
  writeLocalFile: () => undefined,
  openSystem: () => system,
};

describe('whoever is not root', () => {
  it.each([
    'config',
    'config --boot',
    'config --install',
    'health',
    'generations',
    'rollback',
    'install',
    'keys refresh',
  ])('is told so by k3os %s, which does nothing', async (words) => {
    const run = runProgram(words.split(' '), program, { ...terminal, uid: 1000 });

    await expect(run).rejects.toThrow('this command needs root: run it with sudo');
  });

  it('may ask for the help', async () => {
    await expect(runProgram(['help'], program, { ...terminal, uid: 1000 })).resolves.toBe(0);
  });

  it('is not taken for somebody who wants to apply the configuration to see its secrets', async () => {
    await expect(runProgram(['config', '--show-secrets'], program, terminal)).rejects.toThrow(
      '--show-secrets goes with --dump or --dump-json',
    );
  });
});
