import { describe, expect, it } from 'vitest';
import { load, told } from '../../support/load.ts';

describe('merge', () => {
  it.each([
    {
      when: 'a scalar is set again',
      texts: ['hostname: a', 'hostname: b'],
      config: { hostname: 'b' },
    },
    {
      when: 'a list is set again',
      texts: ['run_cmd: [a]', 'run_cmd: [b]'],
      config: { runCmd: ['b'] },
    },
    {
      when: 'a map is set again',
      texts: ['k3os: {labels: {a: b}}', 'k3os: {labels: {c: d}}'],
      config: { k3os: { labels: { c: 'd' } } },
    },
    {
      when: 'files are set again',
      texts: ['write_files: [{path: /a}]', 'write_files: [{path: /b}]'],
      config: { writeFiles: [{ path: '/b' }] },
    },
    {
      when: 'structures have other keys',
      texts: ['k3os: {token: t, install: {tty: ttyS0}}', 'k3os: {install: {device: /dev/sda}}'],
      config: { k3os: { token: 't', install: { tty: 'ttyS0', device: '/dev/sda' } } },
    },
    {
      when: 'null clears a value',
      texts: ['hostname: a\nk3os: {token: t}', 'hostname:\nk3os: {token: }'],
      config: { k3os: {} },
    },
    {
      when: 'null clears a structure',
      texts: ['k3os: {token: t, labels: {a: b}}', 'k3os:'],
      config: {},
    },
    {
      when: 'a cleared structure is set again',
      texts: ['k3os: {token: t}', 'k3os:', 'k3os: {password: p}'],
      config: { k3os: { password: 'p' } },
    },
    {
      when: 'an empty list clears',
      texts: ['k3os: {modules: [a]}', 'k3os: {modules: []}'],
      config: { k3os: { modules: [] } },
    },
    {
      when: 'aliases differ',
      texts: ['k3os: {ntp_server: a}', 'k3os: {ntpservers: [b]}'],
      config: { k3os: { ntpServers: ['b'] } },
    },
    {
      when: 'a list is added to',
      texts: ['run_cmd: [a]', 'run_cmd+: [b]'],
      config: { runCmd: ['a', 'b'] },
    },
    {
      when: 'a single text is added',
      texts: ['k3os: {modules: a}', 'k3os: {module+: b}'],
      config: { k3os: { modules: ['a', 'b'] } },
    },
    {
      when: 'a map is added to',
      texts: ['k3os: {labels: {a: b, c: d}}', 'k3os: {labels+: {c: e, f: g}}'],
      config: { k3os: { labels: { a: 'b', c: 'e', f: 'g' } } },
    },
    {
      when: 'files are added',
      texts: ['write_files: [{path: /a}]', 'write-files+: [{path: /b}]'],
      config: { writeFiles: [{ path: '/a' }, { path: '/b' }] },
    },
    { when: 'nothing was there to add to', texts: ['run_cmd+: [a]'], config: { runCmd: ['a'] } },
    { when: 'null is added', texts: ['run_cmd: [a]', 'run_cmd+:'], config: { runCmd: ['a'] } },
    {
      when: 'something is added to a cleared list',
      texts: ['run_cmd: [a]', 'run_cmd: ~', 'run_cmd+: [b]'],
      config: { runCmd: ['b'] },
    },
    {
      when: 'one source sets and adds',
      texts: ['run_cmd: [x]', 'run_cmd+: [b]\nrun_cmd: [a]'],
      config: { runCmd: ['a', 'b'] },
    },
    {
      when: 'a structure is added to',
      texts: ['k3os: {token: t}', 'k3os+: {password: p}'],
      config: { k3os: { token: 't', password: 'p' } },
    },
    {
      when: 'the command line sets one label',
      texts: ['k3os: {labels: {a: b}}', 'cmdline k3os.labels.c=d'],
      config: { k3os: { labels: { c: 'd' } } },
    },
  ])('gives the right configuration when $when', ({ texts, config }) => {
    const { config: merged, problems } = load(texts);

    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(merged).toEqual(config);
  });

  it.each([
    {
      when: 'a list is replaced',
      texts: ['run_cmd: [a, b]', '\nrun_cmd: [c]'],
      notice:
        'notice b.yaml:2: run_cmd: replaces the 2 entries from a.yaml:1; a key ending in + would add to them',
    },
    {
      when: 'a map is replaced',
      texts: ['k3os:\n  labels: {a: b}', 'k3os: {labels: {c: d}}'],
      notice:
        'notice b.yaml:1: k3os.labels: replaces the one entry from a.yaml:2; a key ending in + would add to them',
    },
    {
      when: 'a list is cleared',
      texts: ['run_cmd: [a]', 'run_cmd: []'],
      notice: 'notice b.yaml:1: run_cmd: replaces the one entry from a.yaml:1',
    },
  ])('tells both places when $when', ({ texts, notice }) => {
    expect(load(texts).problems.map(told)).toEqual([notice]);
  });

  it.each([
    { when: 'a scalar is replaced', texts: ['hostname: a', 'hostname: b'] },
    { when: 'an empty list is replaced', texts: ['run_cmd: []', 'run_cmd: [a]'] },
    {
      when: 'the new value is the same',
      texts: ['k3os: {labels: {a: b, c: d}}', 'k3os: {labels: {c: d, a: b}}'],
    },
    { when: 'something is added', texts: ['run_cmd: [a]', 'run_cmd+: [b]'] },
  ])('says nothing when $when', ({ texts }) => {
    expect(load(texts).problems).toEqual([]);
  });

  it('sets a single value in spite of a + and says so', () => {
    const { config, problems } = load(['hostname+: a']);

    expect(config.hostname).toBe('a');
    expect(problems.map(told)).toEqual([
      expect.stringMatching(/^warning a.yaml:1: hostname: is nothing that could be added to/),
    ]);
  });
});
