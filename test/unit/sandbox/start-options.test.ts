import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { parseStartOptions } from '../../../src/sandbox/start-options.ts';

describe('the options of npm start', () => {
  it('are one server, one agent and the stand-in when nothing is said', () => {
    expect(parseStartOptions([])).toMatchObject({
      servers: 1,
      agents: 1,
      configs: {},
      keep: false,
      stop: false,
    });
    expect(parseStartOptions([]).k3s).toBeUndefined();
  });

  it.each([
    { words: ['--servers', '3'], option: { servers: 3 } },
    { words: ['--agents=0'], option: { agents: 0 } },
    { words: ['--config', 'a.yaml'], option: { configs: { server: 'a.yaml' } } },
    {
      words: ['--config', 'server=s.yaml', '--config', 'agent=a.yaml'],
      option: { configs: { server: 's.yaml', agent: 'a.yaml' } },
    },
    { words: ['--config', './a=b.yaml'], option: { configs: { server: './a=b.yaml' } } },
    { words: ['--k3s', './k3s', '--keep'], option: { k3s: './k3s', keep: true } },
    { words: ['--name', 'mine'], option: { name: 'mine' } },
  ])('understand $words', ({ words, option }) => {
    expect(parseStartOptions(words)).toMatchObject(option);
  });

  it.each([
    { words: ['--servers', '0'], reason: '--servers 0: must be a whole number from 1 to 9' },
    { words: ['--agents', 'many'], reason: '--agents many: must be a whole number from 0 to 20' },
    { words: ['--agents', '-1'], reason: '--agents -1: must be a whole number from 0 to 20' },
    { words: ['--servers'], reason: '--servers: a value is missing' },
    { words: ['--agents', '--keep'], reason: '--agents: a value is missing' },
    { words: ['--keep=yes'], reason: '--keep: takes no value' },
    {
      words: ['--config', 'servr=a.yaml'],
      reason: '--config servr=a.yaml: role is server or agent',
    },
    { words: ['--config', 'server='], reason: '--config server=: names no file' },
    { words: ['--servers', '1.5'], reason: 'whole number' },
    { words: ['--server', '1'], reason: "Unknown option '--server'" },
    { words: ['--name', '../x'], reason: '--name ../x: must be letters, digits and dashes' },
    { words: ['--help'], reason: 'usage: npm start' },
  ])('refuse $words', ({ words, reason }) => {
    expect(() => parseStartOptions(words)).toThrow(UsageError);
    expect(() => parseStartOptions(words)).toThrow(reason);
  });
});
