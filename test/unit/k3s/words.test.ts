import { describe, expect, it } from 'vitest';
import { toWords } from '../../../src/k3s/words.ts';

describe('k3s_args', () => {
  it.each([
    {
      when: 'one word an item',
      items: ['server', '--disable', 'traefik'],
      words: ['server', '--disable', 'traefik'],
    },
    {
      when: 'the first item holds several words',
      items: ['server --disable traefik'],
      words: ['server', '--disable', 'traefik'],
    },
    {
      when: 'a later item holds a flag and its value',
      items: ['server', '--disable traefik'],
      words: ['server', '--disable', 'traefik'],
    },
    {
      when: 'a value holds a space',
      items: ['--kubelet-arg=a=b c'],
      words: ['--kubelet-arg=a=b c'],
    },
    {
      when: 'the value of its own item holds a space',
      items: ['--kubelet-arg', 'a=b c'],
      words: ['--kubelet-arg', 'a=b c'],
    },
    { when: 'items are blank', items: ['server', '', ' '], words: ['server'] },
  ])('gives $words when $when', ({ items, words }) => {
    expect(toWords(items).words.map(({ text }) => text)).toEqual(words);
  });

  it('remembers which item each word comes from', () => {
    expect(toWords(['server', '--disable traefik']).words.map(({ item }) => item)).toEqual([
      0, 1, 1,
    ]);
  });

  it('tells items that were taken apart from those whose quotes make them ambiguous', () => {
    const { split, quoted } = toWords(['server --debug', '--kubelet-arg "a b"']);

    expect({ split, quoted }).toEqual({ split: [0], quoted: [1] });
  });
});
