import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKernelCmdline } from '../../../src/lib/kernel-cmdline.ts';

const pairs = (text: string) => parseKernelCmdline(text).map(({ key, value }) => [key, value]);

describe('parseKernelCmdline', () => {
  it.each([
    {
      when: 'words stand apart',
      text: 'a=1 b=2\tc=3\n',
      words: [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
    },
    { when: 'a word has no value', text: 'quiet', words: [['quiet', 'true']] },
    {
      when: 'a value is empty',
      text: 'a= b=""',
      words: [
        ['a', ''],
        ['b', ''],
      ],
    },
    { when: 'a value is quoted', text: 'a="x y"', words: [['a', 'x y']] },
    { when: 'a whole word is quoted', text: '"a=x y"', words: [['a', 'x y']] },
    {
      when: 'quotes are doubled',
      text: 'a=""twice"" b',
      words: [
        ['a', 'twice'],
        ['b', 'true'],
      ],
    },
    {
      when: 'a quote has no partner',
      text: 'a="half b=2',
      words: [
        ['a', 'half'],
        ['b', '2'],
      ],
    },
    { when: 'a quote stands inside', text: 'a=x"y', words: [['a', 'x"y']] },
    { when: 'the quoted value has an = before it', text: 'a=b="x y"', words: [['a', 'b="x y']] },
    {
      when: 'the key is quoted',
      text: '"a"=1',
      words: [
        ['a', 'true'],
        ['', '1'],
      ],
    },
    {
      when: 'single quotes are ordinary',
      text: "a='x y'",
      words: [
        ['a', "'x"],
        ["y'", 'true'],
      ],
    },
    { when: 'only the first = splits', text: 'a=b=c', words: [['a', 'b=c']] },
    { when: 'a no-break space is no space', text: 'a=\u00a0b', words: [['a', '\u00a0b']] },
    { when: 'there is nothing', text: ' \n', words: [] },
  ])('splits as the original when $when', ({ text, words }) => {
    expect(pairs(text)).toEqual(words);
  });

  it.each([
    { key: 'k3os.token', path: ['k3os', 'token'] },
    { key: 'k3os.sysctl[kernel.printk]', path: ['k3os', 'sysctl', 'kernel.printk'] },
    { key: 'k3os.labels[k3os.io/mode]', path: ['k3os', 'labels', 'k3os.io/mode'] },
    { key: 'k3os.', path: ['k3os', ''] },
    { key: 'a[b', path: ['a[b'] },
    { key: 'a[]', path: ['a[]'] },
    { key: '[a]', path: ['[a]'] },
  ])('splits the key $key at dots and brackets', ({ key, path }) => {
    expect(parseKernelCmdline(`${key}=1`)[0]?.path).toEqual(path);
  });

  it('tells the column of each word', () => {
    expect(parseKernelCmdline('ro  a=1').map(({ column }) => column)).toEqual([1, 5]);
  });

  it('keeps every letter of a text without spaces and quotes', () => {
    const word = fc.stringMatching(/^[^\s"]+$/);
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(parseKernelCmdline(words.join(' ')).map(({ written }) => written)).toEqual(
          words
            .join(' ')
            .split(/[ \t\n\f\r]+/)
            .filter((part) => part !== ''),
        );
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(Array.isArray(parseKernelCmdline(text))).toBe(true);
      }),
    );
  });

  it('takes no more than a boot loader can hand over', () => {
    expect(parseKernelCmdline('a '.repeat(100_000)).length).toBe(32 * 1024);
  });
});
