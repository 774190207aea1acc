import { describe, expect, it } from 'vitest';
import { flags as table } from '../../../src/k3s/flag-table.ts';
import { isSet, parseBool, parseFlags, valuesOf } from '../../../src/k3s/flags.ts';

function parse(...words: string[]) {
  return parseFlags(words.map((text, item) => ({ text, item })));
}

describe('the flag table', () => {
  it('has every flag of k3s v1.36: 126 for servers and 46 for agents', () => {
    const count = (role: string) => table.filter(({ on }) => on === role || on === 'both').length;

    expect([count('server'), count('agent')]).toEqual([126, 46]);
  });

  it('has no name twice, aliases included', () => {
    const names = table.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

    expect(new Set(names).size).toBe(names.length);
  });
});

describe('flags', () => {
  it.each([
    {
      when: 'the value is behind =',
      words: ['--disable=traefik'],
      name: 'disable',
      values: ['traefik'],
    },
    {
      when: 'the value is the next word',
      words: ['--disable', 'traefik'],
      name: 'disable',
      values: ['traefik'],
    },
    {
      when: 'one dash is given',
      words: ['-disable', 'traefik'],
      name: 'disable',
      values: ['traefik'],
    },
    { when: 'the alias is given', words: ['-t', 'x'], name: 'token', values: ['x'] },
    {
      when: 'the list splits at commas',
      words: ['--disable=a,b', '--disable=c'],
      name: 'disable',
      values: ['a', 'b', 'c'],
    },
    {
      when: 'the list does not split at commas',
      words: ['--kubelet-arg=a=1,2'],
      name: 'kubelet-arg',
      values: ['a=1,2'],
    },
    {
      when: 'a value holds =',
      words: ['--kubelet-arg', 'a=b=c'],
      name: 'kubelet-arg',
      values: ['a=b=c'],
    },
    {
      when: 'the value begins with a dash',
      words: ['--kubelet-arg', '-v=2'],
      name: 'kubelet-arg',
      values: ['-v=2'],
    },
  ])('reads $values when $when', ({ words, name, values }) => {
    const { flags, stray } = parse(...words);

    expect(valuesOf(flags, name)).toEqual(values);
    expect(stray).toBeUndefined();
  });

  it('does not take the word behind a bool as its value', () => {
    expect(parse('--cluster-init', 'false').stray?.text).toBe('false');
  });

  it('leaves the value of the last flag undefined when the words end', () => {
    expect(parse('--node-name').flags[0]?.value).toBeUndefined();
  });

  it.each([
    { words: ['--cluster-init'], set: true },
    { words: ['--cluster-init=false'], set: false },
    { words: ['--cluster-init=f', '--cluster-init=T'], set: true },
    { words: [], set: false },
  ])('a bool is $set after $words', ({ words, set }) => {
    expect(isSet(parse(...words).flags, 'cluster-init')).toBe(set);
  });

  it('knows no bool but those of Go', () => {
    expect(['yes', 'on', 'TRUE', '0', ''].map(parseBool)).toEqual([
      undefined,
      undefined,
      true,
      false,
      undefined,
    ]);
  });
});
