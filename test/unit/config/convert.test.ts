import { describe, expect, it } from 'vitest';
import { dumpJson } from '../../../src/config/dump.ts';
import { load, told } from '../../support/load.ts';

const value = (text: string, path: readonly string[]) =>
  path.reduce<unknown>(
    (found, key) => (found as Record<string, unknown> | undefined)?.[key],
    load([text]).merged,
  );

describe('a text', () => {
  it.each([
    { written: '12345', text: '12345' },
    { written: '12345e10', text: '12345e10' },
    { written: '0644', text: '0644' },
    { written: 'on', text: 'on' },
    { written: 'False', text: 'False' },
    { written: '2024-01-31', text: '2024-01-31' },
    { written: '" padded "', text: ' padded ' },
    { written: '!!binary aGk=', text: 'hi' },
    { written: '~', text: undefined },
    { written: '""', text: undefined },
  ])('is $text when $written is written', ({ written, text }) => {
    expect(value(`k3os: {token: ${written}}`, ['k3os', 'token'])).toBe(text);
  });
});

describe('a list of texts', () => {
  it.each([
    { written: 'echo a, b', items: ['echo a, b'] },
    { written: '[a, 1, 0755, yes, null]', items: ['a', '1', '0755', 'yes', ''] },
    { written: '""', items: [''] },
    { written: '7', items: ['7'] },
    { written: '[]', items: [] },
    { written: '~', items: undefined },
  ])('is $items when $written is written', ({ written, items }) => {
    expect(value(`run_cmd: ${written}`, ['runCmd'])).toEqual(items);
  });
});

describe('a flag', () => {
  it.each([
    ...['true', 'yes', 'On', '1', '"TRUE "', '"yes"', 'y'].map((written) => ({
      written,
      flag: true,
    })),
    ...['false', 'no', 'OFF', '0', '""', '"n"'.replace('n', 'off')].map((written) => ({
      written,
      flag: false,
    })),
  ])('is $flag when $written is written', ({ written, flag }) => {
    expect(value(`k3os: {install: {silent: ${written}}}`, ['k3os', 'install', 'silent'])).toBe(
      flag,
    );
  });

  it.each(['maybe', '2', '"y"', '[true]', '{a: true}'])(
    'is an error when %s is written',
    (written) => {
      const { problems, merged } = load([`k3os: {install: {silent: ${written}}}`]);

      expect(problems.map(told)).toEqual([
        expect.stringMatching(/^error a.yaml:1: k3os.install.silent: must be true or false/),
      ]);
      expect(merged.k3os?.install?.silent).toBeUndefined();
    },
  );
});

describe('a map of texts', () => {
  it.each([
    { written: '1048576', text: '1048576' },
    { written: '0755', text: '0755' },
    { written: '1.10', text: '1.10' },
    { written: 'yes', text: 'true' },
    { written: 'Off', text: 'false' },
    { written: 'null', text: '' },
    { written: '"  x  "', text: 'x' },
    { written: '[first, second]', text: 'first' },
    { written: '[[yes]]', text: 'true' },
    { written: '[]', text: '' },
  ])('has the value $text when $written is written', ({ written, text }) => {
    expect(value(`k3os: {labels: {a: ${written}}}`, ['k3os', 'labels', 'a'])).toBe(text);
  });
});

describe('a value of the wrong type', () => {
  it.each([
    { text: 'hostname: [a]', key: 'hostname', message: 'must be a text, not a list' },
    { text: 'hostname: {a: b}', key: 'hostname', message: 'must be a text, not a map' },
    { text: 'run_cmd: {a: b}', key: 'run_cmd', message: 'must be a list, not a map' },
    {
      text: 'run_cmd: [a, {b: c}]',
      key: 'run_cmd[1]',
      message: 'must be a text, not a map: put it in quotes if it contains ": "',
    },
    {
      text: 'k3os: {labels: [a]}',
      key: 'k3os.labels',
      message: 'must be a map of keys and values, not a list: write key: value, without dashes',
    },
    {
      text: 'k3os: {labels: {a: {b: c}}}',
      key: 'k3os.labels.a',
      message: 'must be a text, not a map',
    },
    {
      text: 'k3os: text',
      key: 'k3os',
      message: 'must be a map of keys and values, not a single value',
    },
    {
      text: 'write_files: {path: /x}',
      key: 'write_files',
      message: 'must be a list of maps, not a map: begin each entry with a dash',
    },
    {
      text: 'write_files: [/x]',
      key: 'write_files[0]',
      message: 'must be a map of keys and values, not a single value',
    },
    {
      text: 'write_files: [{path: [x]}]',
      key: 'write_files[0].path',
      message: 'must be a text, not a list',
    },
    { text: 'mounts: [[a, [b]]]', key: 'mounts[0][1]', message: 'must be a text, not a list' },
  ])('is dropped alone and told: $text', ({ text, key, message }) => {
    const { problems, config } = load([`k3os: {token: kept}\nboot_cmd: [kept]`, text]);

    expect(problems.map(told)).toEqual([`error b.yaml:1: ${key}: ${message}`]);
    expect(config).toMatchObject({ k3os: { token: 'kept' }, bootCmd: ['kept'] });
  });

  it('does no harm when a later source overrides it', () => {
    const { problems, config } = load(['hostname: [a]', 'hostname: b']);

    expect(problems).toEqual([]);
    expect(config.hostname).toBe('b');
  });

  it('leaves the good value of an earlier source in place', () => {
    expect(
      load(['ssh_authorized_keys: [github:a]', 'ssh_authorized_keys: {a: b}']).config
        .sshAuthorizedKeys,
    ).toEqual(['github:a']);
  });

  it('costs a list of structures one entry', () => {
    const { merged } = load(['write_files: [{path: /a}, {path: {}}, {path: /c}]']);

    expect(merged.writeFiles).toEqual([{ path: '/a' }, { path: '/c' }]);
    expect(JSON.parse(dumpJson(merged, { showSecrets: true })).writeFiles).toHaveLength(2);
  });
});
