import { describe, expect, it } from 'vitest';
import { explainAll, explainValue } from '../../../src/config/explain.ts';
import { load } from '../../support/load.ts';

const hidden = { showSecrets: false };

describe('explainValue', () => {
  const loaded = load([
    'hostname: a\nk3os: {labels: {x: 1}, token: canary1, modules: [m]}\nrun_cmd: [one]',
    'hostname: b\nk3os: {labels+: {y: 2}, token: canary2}\nrun_cmd:\n',
    'hostname: c_d\nk3os: {environment: {K3S_TOKEN: canary3}}\n',
  ]);

  it.each([
    {
      when: 'a value was set several times',
      path: ['hostname'],
      lines: [
        'hostname: c_d',
        '    set by c.yaml:1',
        '    overrides b.yaml:1: b',
        '    overrides a.yaml:1: a',
        '    not used: hostname: must be letters, digits, - and ., at most 63 in all',
      ],
    },
    {
      when: 'a map was added to',
      path: ['k3os', 'labels'],
      lines: [
        'k3os.labels: {"x":"1","y":"2"}',
        '    set by a.yaml:2: {"x":"1"}',
        '    added to by b.yaml:2: {"y":"2"}',
      ],
    },
    {
      when: 'it is one key of a map',
      path: ['k3os', 'labels', 'y'],
      lines: ['k3os.labels.y: 2', '    added to by b.yaml:2'],
    },
    {
      when: 'it is a secret',
      path: ['k3os', 'token'],
      lines: ['k3os.token: ***', '    set by b.yaml:2', '    overrides a.yaml:2: ***'],
    },
    {
      when: 'it is a secret in the environment',
      path: ['k3os', 'environment', 'K3S_TOKEN'],
      lines: ['k3os.environment.K3S_TOKEN: ***', '    set by c.yaml:2'],
    },
    {
      when: 'it was cleared',
      path: ['runCmd'],
      lines: ['run_cmd: (not set)', '    cleared by b.yaml:3', '    overrides a.yaml:3: ["one"]'],
    },
    { when: 'nobody set it', path: ['timezone'], lines: [] },
  ])('tells value and places when $when', ({ path, lines }) => {
    expect(explainValue(loaded, path, hidden)).toEqual(lines);
  });

  it('shows secrets when asked', () => {
    expect(explainValue(loaded, ['k3os', 'token'], { showSecrets: true })[0]).toBe(
      'k3os.token: canary2',
    );
  });

  it('tells all values that are set', () => {
    const lines = explainAll(loaded, hidden);

    expect(lines.filter((line) => !line.startsWith(' '))).toEqual([
      'hostname: c_d',
      'k3os.modules: ["m"]',
      'k3os.token: ***',
      'k3os.labels: {"x":"1","y":"2"}',
      'k3os.environment: {"K3S_TOKEN":"***"}',
    ]);
    expect(lines.join()).not.toContain('canary');
  });
});
