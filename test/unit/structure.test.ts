import { describe, expect, it } from 'vitest';
import { lazyPackages } from '../../esbuild.config.mjs';
import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/registry.ts';
import { type SourceFile, sourceFiles, sourceUrl } from '../support/source-files.ts';

const files = sourceFiles();
/** Tools of developers run on whole machines; what is below runs on a node. */
const tools = ['dev', 'image', 'sandbox', 'vm'];
const product = files.filter(({ path }) => !tools.includes(partOf(path)));

describe('the source tree', () => {
  it.each([
    ['diff', 'run/show-diff.ts'],
    ['execa', 'effects/exec.ts'],
    ['node-fetch', 'effects/exchange.ts'],
    ['pino', 'run/log.ts'],
    ['systeminformation', 'facts/hardware.ts'],
    ['commander', 'cli/program.ts'],
    ['@inquirer/input', 'effects/ask.ts'],
    ['@inquirer/password', 'effects/ask.ts'],
    ['@inquirer/select', 'effects/ask.ts'],
  ])('imports %s in %s and nowhere else', (name, only) => {
    expect(importersOf(name, product)).toEqual([only]);
  });

  it('imports yaml in the folder lib/yaml and nowhere else', () => {
    expect(importersOf('yaml', product).filter((path) => !path.startsWith('lib/yaml/'))).toEqual(
      [],
    );
  });

  it.each([...lazyPackages])('loads %s only when it is used', (name) => {
    const early = product.filter(({ imports }) =>
      imports.some(({ target, kind }) => target === name && kind === 'value'),
    );

    expect(early.map(({ path }) => path)).toEqual([]);
  });

  it('touches files, processes and the network only in effects, besides what main reads itself', () => {
    const doors = ['fs', 'fs/promises', 'child_process', 'http', 'https', 'dgram', 'dns'];
    const importers = doors.flatMap((door) => importersOf(`node:${door}`, product));

    expect(importers.filter((path) => !path.startsWith('effects/'))).toEqual(['main.ts']);
  });

  it('never imports from a later stage', () => {
    const stages = [
      ...[
        'errors.ts',
        'version.ts',
        'phase-names.ts',
        'lib',
        'sources',
        'config',
        'facts',
        'effects',
        'datasources',
        'k3s',
        'generations',
      ],
      ...['appliers', 'phases.ts', 'run', 'health', 'install', 'boot', 'image', 'cli', 'main.ts'],
      ...['dev', 'sandbox', 'vm'],
    ];
    const later = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, kind }) => kind === 'value' && partOf(target) !== '..')
        .filter(({ target }) => !/^(node:|[@a-z-]+$|@)/.test(target))
        .filter(({ target }) => stages.indexOf(partOf(target)) > stages.indexOf(partOf(path)))
        .map(({ target }) => `${path} imports ${target}`),
    );

    expect(files.map(({ path }) => partOf(path)).filter((part) => !stages.includes(part))).toEqual(
      [],
    );
    expect(later).toEqual([]);
  });

  it('has no file of more than 250 lines of code', () => {
    const long = files.filter(({ lines, comments }) => lines.length - comments > 250);

    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('says why in one line of ten to thirty', () => {
    const lines = files.reduce((sum, file) => sum + file.lines.length, 0);
    const comments = files.reduce((sum, file) => sum + file.comments, 0);

    expect(comments / lines).toBeGreaterThan(0.03);
    expect(comments / lines).toBeLessThan(0.1);
  });

  it('names files by their subject', () => {
    const vague = files.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc)\.ts$/.test(path));

    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  it('has every command in the registry', async () => {
    const exported = await Promise.all(
      commandFiles().map((path) => import(/* @vite-ignore */ sourceUrl(path))),
    );
    const found = exported.flatMap((module) => Object.values<unknown>(module)).filter(isCommand);
    const loaded = await Promise.all(
      commands.map(async (command) => ('load' in command ? await command.load() : command)),
    );
    const listed = loaded.flatMap((command) => [command, ...(command.subcommands ?? [])]);

    expect(found.length).toBeGreaterThan(commands.length);
    expect(
      found.filter((command) => !listed.some((each) => each === command)).map(({ name }) => name),
    ).toEqual([]);
  });
});

function commandFiles(): string[] {
  return files.map(({ path }) => path).filter((path) => partOf(path) === 'cli');
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'summary' in value && 'name' in value;
}

function partOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function importersOf(name: string, among: readonly SourceFile[]): string[] {
  return among
    .filter(({ imports }) => imports.some(({ target }) => target === name))
    .map(({ path }) => path);
}
