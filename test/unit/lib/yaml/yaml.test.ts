import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeAt } from '../../../../src/lib/tree.ts';
import { parseYaml } from '../../../../src/lib/yaml/parse.ts';
import { stringifyYaml } from '../../../../src/lib/yaml/stringify.ts';
import { plain } from '../../../support/parsed.ts';

const read = (text: string | Buffer) => parseYaml(text, 'a.yaml');

describe('parseYaml', () => {
  it.each([
    {
      when: 'numbers keep their text',
      text: 'a: [0755, 0o17, 0x1F, 0b101, 1_000, 1.10, -3]',
      value: ['0755', '0o17', '0x1F', '0b101', '1_000', '1.10', '-3'],
    },
    { when: 'there is no base 60', text: 'a: 12:30', value: '12:30' },
    { when: 'dates are text', text: 'a: 2024-01-31', value: '2024-01-31' },
    {
      when: 'words of YAML 1.1 are booleans',
      text: 'a: [y, No, ON, off, TRUE]',
      value: [true, false, true, false, true],
    },
    { when: 'other capitalisations are not', text: 'a: [yEs, oN]', value: ['yEs', 'oN'] },
    { when: 'quoted words are text', text: `a: ["yes", 'no', "~"]`, value: ['yes', 'no', '~'] },
    { when: 'nothing is null', text: 'a: [~, null, Null, ]\nb:', value: [null, null, null] },
    { when: 'binary is bytes', text: 'a: !!binary aGk=', value: '<6869>' },
    { when: 'a tag makes a number text', text: 'a: !!str 12', value: '12' },
    { when: 'anchors repeat values', text: 'x: &x [1]\na: *x', value: ['1'] },
    {
      when: 'explicit keys win over merged ones',
      text: 'x: &x {b: 1, c: 1}\na: {c: 2, <<: *x}',
      value: { c: '2', b: '1' },
    },
    {
      when: 'the first of several merged maps wins',
      text: 'a: {<<: [{b: 1}, {b: 2, c: 3}]}',
      value: { b: '1', c: '3' },
    },
    {
      when: 'a quoted << is an ordinary key',
      text: 'a: {"<<": {b: 1}}',
      value: { '<<': { b: '1' } },
    },
    { when: 'block texts keep their lines', text: 'a: |\n  one\n    two\n', value: 'one\n  two\n' },
    { when: 'lines end in CR LF', text: 'a: |\r\n  one\r\n  two\r\n', value: 'one\ntwo\n' },
    { when: 'there is a byte order mark', text: '\ufeffa: 1', value: '1' },
    {
      when: 'the text is JSON',
      text: '{"a":[1,true,null,"\\u0041"]}',
      value: ['1', true, null, 'A'],
    },
    { when: 'more documents follow', text: 'a: first\n---\na: second\nb: [', value: 'first' },
    {
      when: 'there is a comment and a document start',
      text: '#cloud-config\n---\na: 1\n',
      value: '1',
    },
  ])('reads the right value when $when', ({ text, value }) => {
    const { root, broken } = read(text);

    expect(broken).toBe(false);
    expect(plain(nodeAt(root, ['a']))).toEqual(value);
  });

  it.each(['', '# only a comment\n', '---\n', 'null\n', '~'])(
    'takes %j as saying nothing',
    (text) => {
      expect(read(text)).toEqual({ root: undefined, broken: false, problems: [] });
    },
  );

  it('gives a value the place of its key, and an item its own', () => {
    const { root } = read('a:\n  b: |\n    text\n  list:\n  - x\n  - y\n');

    expect(nodeAt(root, ['a', 'b'])?.origin).toEqual({ file: 'a.yaml', line: 2, column: 3 });
    expect(nodeAt(root, ['a', 'list'])?.origin).toMatchObject({ line: 4 });
    expect(nodeAt(root, ['a', 'list', 1])?.origin).toMatchObject({ line: 6, column: 5 });
  });

  it('gives an alias the place where it is used', () => {
    const { root } = read('x: &x [1]\n\na: *x\n');

    expect(nodeAt(root, ['a'])?.origin).toMatchObject({ line: 3 });
    expect(nodeAt(root, ['a', 0])?.origin).toMatchObject({ line: 1 });
  });

  it('keeps the text of a boolean as it was written', () => {
    expect(nodeAt(read('a: On').root, ['a'])).toMatchObject({ value: true, written: 'On' });
  });

  it.each([
    {
      flaw: 'tab',
      text: 'k3os:\n\ttoken: x\n',
      line: 2,
      message: 'a tab indents this line: use spaces',
    },
    {
      flaw: 'open bracket',
      text: 'hostname: [unclosed\nk3os: 1\n',
      line: 1,
      message: '[ is not closed with ]',
    },
    {
      flaw: 'open brace at the end',
      text: 'a: {b: 1\n',
      line: 1,
      message: '{ is not closed with }',
    },
    {
      flaw: 'open quote',
      text: 'z: 1\na: "x\nb: 1\n',
      line: 2,
      message: 'this quote is not closed',
    },
    {
      flaw: 'open quote in a list in brackets',
      text: "a: [x,\n 'y\n]\nb: 1\n",
      line: 2,
      message: 'this quote is not closed',
    },
    {
      flaw: 'a line too far to the right',
      text: 'a: 1\nhostname: x\n token: y\n',
      line: 3,
      message: 'this line is indented too far',
    },
    { flaw: 'no comma', text: '{"a": "1"\n"b": 2}', line: 2, message: 'a comma is missing' },
    {
      flaw: 'no space after a colon',
      text: 'hostname:web-1\nb: 1\n',
      line: 1,
      message: 'a colon and a space',
    },
    { flaw: 'two keys in a line', text: 'a: b: c\n', line: 1, message: 'two keys in one line' },
    { flaw: 'reserved character', text: 'a: 1\nb: @x\n', line: 2, message: 'put it in quotes' },
    { flaw: 'odd indentation', text: 'a:\n  b: 1\n c: 2\n', line: 3, message: 'not indented like' },
    { flaw: 'stray text', text: '- a\nb: c\n', line: 2, message: 'does not belong here' },
    {
      flaw: 'unknown alias',
      text: 'a: 1\nb: *x\n',
      line: 2,
      message: 'refers to a name that no & has given',
    },
    {
      flaw: 'alias of itself',
      text: 'a: &x [*x]\n',
      line: 1,
      message: 'refers to a name that no & has given',
    },
    { flaw: 'login page', text: '\n<!DOCTYPE html><html>', line: 2, message: 'is a web page' },
    {
      flaw: 'login page behind a remark',
      text: '<!-- x -->\n<html>',
      line: 1,
      message: 'is a web page',
    },
    {
      flaw: 'control character',
      text: 'a: 1\nb: x\u0007\n',
      line: 2,
      message: 'control character U+0007',
    },
    { flaw: 'NUL', text: 'a: 1\n\n\0', line: 3, message: 'control character U+0000' },
  ])('refuses a text with the flaw $flaw in the line where it is', ({ text, line, message }) => {
    const { broken, root, problems } = read(text);

    expect({ broken, root }).toEqual({ broken: true, root: undefined });
    expect(problems[0]).toMatchObject({ severity: 'error', file: 'a.yaml', line });
    expect(problems[0]?.message).toContain(message);
  });

  it.each([
    {
      flaw: 'Latin-1',
      bytes: Buffer.from('a: 1\nb: caf\xe9\n', 'latin1'),
      line: 2,
      message: 'not UTF-8',
    },
    {
      flaw: 'a cut sequence',
      bytes: Buffer.from([0x61, 0x3a, 0x20, 0xe2, 0x82]),
      line: 1,
      message: 'not UTF-8',
    },
    {
      flaw: 'UTF-16',
      bytes: Buffer.from('\ufeffa: 1', 'utf16le'),
      line: 1,
      message: 'is UTF-16 text: save the file as UTF-8',
    },
  ])('refuses bytes with the flaw $flaw', ({ bytes, line, message }) => {
    const { broken, problems } = read(bytes);

    expect(broken).toBe(true);
    expect(problems).toEqual([expect.objectContaining({ line })]);
    expect(problems[0]?.message).toContain(message);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('rejects the key %s alone', (key) => {
    const { root, broken, problems } = read(`a: 1\nb:\n  ${key}: {polluted: yes}\n  c: 2\n`);

    expect(broken).toBe(false);
    expect(plain(root)).toEqual({ a: '1', b: { c: '2' } });
    expect(problems).toEqual([
      {
        severity: 'error',
        file: 'a.yaml',
        line: 3,
        column: 3,
        key: `b.${key}`,
        message: 'is no allowed key',
      },
    ]);
  });

  it.each([
    { what: 'a second document', text: 'c: 1\n---\nd: 2\n', line: 2, message: /only the first/ },
    {
      what: 'typographic quotes',
      text: 'c: 1\nd: “x”\n',
      line: 2,
      message: /“ is part of the text/,
    },
    { what: 'such quotes in a list', text: 'c: 1\nd: [‘x’]\n', line: 2, message: /‘ is part of/ },
    {
      what: 'an invisible space',
      text: 'c: 1\nd: x\u200b\n',
      line: 2,
      message: /invisible.*U\+200B/,
    },
    {
      what: 'an invisible space in a key',
      text: 'c: 1\n\u00a0d: x\n',
      line: 2,
      message: /U\+00A0/,
    },
  ])('warns of $what', ({ text, line, message }) => {
    const { root, problems } = read(text);

    expect(plain(nodeAt(root, ['c']))).toBe('1');
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        line,
        message: expect.stringMatching(message),
      }),
    ]);
  });

  it.each([
    'c: 1\n...\n',
    '---\nc: 1\n---\n',
    'c: "“x” \u00a0"\n',
    'c: |\n  “x”\u200b\n',
    'c: a “x” b',
  ])('warns of nothing in %j', (text) => {
    expect(read(text).problems).toEqual([]);
  });

  it('uses the last of two equal keys and says so', () => {
    const { root, problems } = read('a: 1\nb: 2\na: 3\n');

    expect(plain(root)).toEqual({ a: '3', b: '2' });
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        line: 3,
        key: 'a',
        message: expect.stringContaining('line 1'),
      }),
    ]);
  });

  it.each([
    { what: 'a list as a key', text: '? [a]\n: b\nc: 1', message: 'a list or map cannot be a key' },
    {
      what: 'a tag of another language',
      text: 'a: !!js/function x\nc: 1',
      message: expect.stringContaining('has a tag that is not supported'),
    },
    {
      what: 'a set',
      text: 'a: !!set {x}\nc: 1',
      message: expect.stringContaining('has a tag that is not supported'),
    },
    {
      what: 'binary that is no base64',
      text: 'a: !!binary "%%"\nc: 1',
      message: 'is marked !!binary but is no base64',
    },
    {
      what: 'a merge of a text',
      text: 'x: {<<: text}\nc: 1',
      message: 'must be a map or a list of maps',
    },
  ])('reports $what and keeps the rest', ({ text, message }) => {
    const { root, broken, problems } = read(text);

    expect(broken).toBe(false);
    expect(plain(nodeAt(root, ['c']))).toBe('1');
    expect(problems).toEqual([expect.objectContaining({ severity: 'error', line: 1, message })]);
  });

  it.each([
    { what: 'brackets', text: '['.repeat(100_000) },
    { what: 'dashes', text: '- '.repeat(100_000) },
    { what: 'braces', text: '{a: '.repeat(100_000) },
    {
      what: 'indentation',
      text: Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    },
    {
      what: 'aliases',
      text: `a0: &a0 [x]\n${Array.from({ length: 300 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`).join('')}`,
    },
  ])('refuses endless nesting of $what', ({ text }) => {
    const { broken, problems } = read(text);

    expect(broken).toBe(true);
    expect(problems[0]?.message).toMatch(/nested deeper than 100 levels|repeats too much/);
  });

  it('takes nesting of a hundred levels', () => {
    expect(read(`${'['.repeat(100)}${']'.repeat(100)}`).broken).toBe(false);
  });

  it('refuses aliases that multiply', () => {
    const level = (index: number) => `a${index}: &a${index} [${`*a${index - 1},`.repeat(10)}]\n`;
    const bomb = `a0: &a0 [x]\n${Array.from({ length: 20 }, (_, i) => level(i + 1)).join('')}`;

    expect(read(bomb)).toMatchObject({
      broken: true,
      problems: [{ message: expect.stringContaining('repeats too much') }],
    });
  });

  it('refuses a text that is larger than any configuration', () => {
    expect(read('#'.repeat(17 * 1024 * 1024))).toMatchObject({
      broken: true,
      problems: [{ line: 1 }],
    });
  });

  it('never throws and never pollutes, whatever the text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'a: ',
        '- ',
        '[',
        '{',
        '\n',
        '  ',
        '&x ',
        '*x',
        '<<: ',
        '!!binary ',
        '"',
        "'",
        '|\n',
        '__proto__: ',
        '? ',
        '# ',
        '---\n',
        '\t',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { root, broken, problems } = read(pieces.join(''));

        expect(broken && root !== undefined).toBe(false);
        expect(broken && problems.length === 0).toBe(false);
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof read(Buffer.from(bytes)).broken).toBe('boolean');
      }),
    );
  });
});

describe('stringifyYaml', () => {
  it('writes what parseYaml reads back, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
      fc.constantFrom(
        'yes',
        '~',
        '',
        'null',
        '0755',
        '- a',
        'a: b',
        '#x',
        '12:30',
        '<<',
        '=',
        'x\n',
        '\n',
        ' x',
        '\t',
        '\u0085',
        '\u007f',
        '*a',
        '&a',
        '!x',
        '“x”',
        'a\u00a0b',
        '{',
        '| ',
        '%',
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text)), (value) => {
        const safe = Object.fromEntries(
          Object.entries(value).filter(([key]) => !/^(__proto__|constructor|prototype)$/.test(key)),
        );
        const { root, problems } = read(stringifyYaml(safe));

        expect(problems).toEqual([]);
        expect(plain(root) ?? {}).toEqual(safe);
      }),
      { numRuns: 300 },
    );
  });
});
