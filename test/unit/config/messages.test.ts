import { describe, expect, it } from 'vitest';
import { formatProblem, formatProblems } from '../../../src/config/messages.ts';
import { load } from '../../support/load.ts';

describe('formatProblem', () => {
  it('tells place, key and reason, and the line below', () => {
    const [problem] = load(['k3os:\n  sysctlz: {vm.swappiness: 10}\n']).problems;

    expect(problem && formatProblem(problem)).toBe(
      'a.yaml:2: k3os.sysctlz: unknown key, did you mean k3os.sysctls?\n    sysctlz: {vm.swappiness: 10}',
    );
  });

  it.each([
    {
      problem: { file: 'config.d/README', message: 'was not read' },
      text: 'config.d/README: was not read',
    },
    { problem: { message: 'nobody can log in' }, text: 'nobody can log in' },
    { problem: { file: 'a', line: 3, message: 'is no valid YAML' }, text: 'a:3: is no valid YAML' },
  ])('leaves out what is not known: $text', ({ problem, text }) => {
    expect(formatProblem({ severity: 'error', ...problem })).toBe(text);
  });
});

describe('formatProblems', () => {
  it('puts the severity before each', () => {
    expect(
      formatProblems([
        { severity: 'warning', message: 'x' },
        { severity: 'error', message: 'y' },
      ]),
    ).toEqual(['warning: x', 'error: y']);
  });
});
