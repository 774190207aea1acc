import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { load, told } from '../../support/load.ts';

describe('originOf', () => {
  const { originOf } = load([
    'hostname: a\nk3os:\n  labels:\n    a: b\n  modules: [x]\n',
    'k3os:\n  labels+:\n    c: d\n  modules+:\n  - y\n',
    'cmdline quiet k3os.token=t',
  ]);

  it.each([
    { path: ['hostname'], origin: { file: 'a.yaml', line: 1 } },
    { path: ['k3os', 'labels', 'a'], origin: { file: 'a.yaml', line: 4 } },
    { path: ['k3os', 'labels', 'c'], origin: { file: 'b.yaml', line: 3 } },
    { path: ['k3os', 'modules', 1], origin: { file: 'b.yaml', line: 5 } },
    { path: ['k3os', 'token'], origin: { file: 'kernel command line', line: 1, column: 7 } },
  ])('knows where $path was written', ({ path, origin }) => {
    expect(originOf(path)).toMatchObject(origin);
  });

  it('knows nothing of what nobody wrote', () => {
    expect(originOf(['k3os', 'password'])).toBeUndefined();
  });

  it('counts the entries that are left', () => {
    const loaded = load(['write_files:\n- content: x\n- path: /b\n']);

    expect(loaded.config.writeFiles).toEqual([{ path: '/b' }]);
    expect(loaded.originOf(['writeFiles', 0])).toMatchObject({ line: 3 });
  });
});

describe('history', () => {
  const { history } = load([
    'hostname: a\nk3os: {labels: {a: b}, token: t}',
    'k3os:',
    'hostname: c\nk3os: {labels+: {c: d}}',
  ]);

  it.each([
    {
      path: ['hostname'],
      said: [
        ['a.yaml', 'a', false],
        ['c.yaml', 'c', false],
      ],
    },
    {
      path: ['k3os', 'token'],
      said: [
        ['a.yaml', 't', false],
        ['b.yaml', undefined, false],
      ],
    },
    {
      path: ['k3os', 'labels'],
      said: [
        ['a.yaml', { a: 'b' }, false],
        ['b.yaml', undefined, false],
        ['c.yaml', { c: 'd' }, true],
      ],
    },
    {
      path: ['k3os', 'labels', 'c'],
      said: [['c.yaml', 'd', true]],
    },
    { path: ['k3os', 'password'], said: [] },
    {
      path: ['k3os', 'labels', 'a'],
      said: [
        ['a.yaml', 'b', false],
        ['b.yaml', undefined, false],
      ],
    },
    { path: ['runCmd'], said: [] },
  ])('tells what every source said of $path', ({ path, said }) => {
    expect(history(path).map(({ origin, value, adds }) => [origin.file, value, adds])).toEqual(
      said,
    );
  });
});

describe('problems', () => {
  it('are told all at once, sorted by file and line', () => {
    const { problems } = load([
      'zzzz: 1\nhostname: a_b\nhostname: b_c\n',
      'k3os: [\n',
      'cmdline k3os.wifi',
      'run_cmd: {a: b}\n\nk3os: {labels: {a: "x y"}}\n',
    ]);

    expect(
      problems.map(told).map((text) => text.replace(/: (must|is|unknown|cannot|replaces).*/, '')),
    ).toEqual([
      'warning a.yaml:1: zzzz',
      'warning a.yaml:3: hostname',
      'error a.yaml:3: hostname',
      'error b.yaml:1',
      'error d.yaml:1: run_cmd',
      'error d.yaml:3: k3os.labels.a',
      'warning kernel command line:1: k3os.wifi',
    ]);
  });

  it('say which source is broken and keep the others', () => {
    const { config, sources } = load(['hostname: a', 'run_cmd: [', 'k3os: {token: t}']);

    expect(config).toEqual({ hostname: 'a', k3os: { token: 't' } });
    expect(sources.map(({ broken }) => broken)).toEqual([false, true, false]);
  });

  it.each([
    {
      what: 'a list',
      content: '# x\n- a\n',
      message: 'error u:2: is a list; configuration is keys and values, such as hostname: web-1',
    },
    {
      what: 'prose',
      content: 'Put your fragments here\n',
      message:
        'error u:1: is plain text; configuration is keys and values, such as hostname: web-1',
    },
    {
      what: 'a login page',
      content: '<html>',
      message: 'error u:1: is a web page, not configuration: did a login page answer?',
    },
  ])('name the first line of $what', ({ content, message }) => {
    const { problems } = loadConfig([{ file: 'u', format: 'yaml', content }]);

    expect(problems.map(told)).toEqual([message]);
    expect(problems[0]?.source).toBeDefined();
  });
});
