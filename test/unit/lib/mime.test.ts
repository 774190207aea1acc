import { describe, expect, it } from 'vitest';
import { isMultipart, splitMultipart } from '../../../src/lib/mime.ts';

const head = 'Content-Type: multipart/mixed; boundary="==b=="\nMIME-Version: 1.0\n\n';
const two = [
  '--==b==',
  'Content-Type: text/cloud-config; charset="us-ascii"',
  'Content-Disposition: attachment; filename="10-base.yaml"',
  '',
  'hostname: a',
  '--==b==',
  'Content-Type: text/x-shellscript',
  'Content-Transfer-Encoding: base64',
  '',
  'IyEvYmluL3NoCg==',
  '--==b==--',
  'after',
].join('\n');
const parts = (text: string) =>
  splitMultipart(Buffer.from(text, 'latin1')).parts.map(({ type, content }) => [
    type,
    content.toString(),
  ]);
const both = [
  ['text/cloud-config', 'hostname: a'],
  ['text/x-shellscript', '#!/bin/sh\n'],
];

describe('splitMultipart', () => {
  it.each([
    { when: 'lines end in LF', text: head + two },
    { when: 'lines end in CR LF', text: (head + two).replaceAll('\n', '\r\n') },
    {
      when: 'the closing boundary is missing',
      text: (head + two).replace(/\n--==b==--[\s\S]*/, ''),
    },
    { when: 'the boundary is not quoted', text: (head + two).replace('"==b=="', '==b==') },
    { when: 'header names are in capitals', text: (head + two).replaceAll('Content-', 'CONTENT-') },
    { when: 'a header is folded', text: (head + two).replace('; boundary', ';\n boundary') },
  ])('finds the parts in order when $when', ({ text }) => {
    expect(parts(text)).toEqual(both);
  });

  it('keeps the file name', () => {
    expect(splitMultipart(Buffer.from(head + two)).parts[0]?.filename).toBe('10-base.yaml');
  });

  it('keeps bytes that are no text', () => {
    const part = Buffer.concat([
      Buffer.from(`${head}--==b==\n\n`),
      Buffer.from([0, 255, 10, 13, 1]),
      Buffer.from('\n--==b==--'),
    ]);

    expect(splitMultipart(part).parts[0]?.content).toEqual(Buffer.from([0, 255, 10, 13, 1]));
  });

  it('undoes quoted-printable', () => {
    const text = `${head}--==b==\nContent-Transfer-Encoding: quoted-printable\n\na: caf=C3=A9=\n!\n--==b==--`;

    expect(parts(text)).toEqual([['text/plain', 'a: café!']]);
  });

  it('puts the parts of an inner message in their place', () => {
    const inner =
      'Content-Type: multipart/alternative; boundary=i\n\n--i\n\none\n--i\n\ntwo\n--i--';
    const text = `${head}--==b==\n${inner}\n--==b==\n\nthree\n--==b==--`;

    expect(parts(text).map(([, content]) => content)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    {
      flaw: 'no boundary',
      text: 'MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nx',
      fault: 'without a boundary',
    },
    { flaw: 'boundary that never occurs', text: `${head}x`, fault: 'its boundary never occurs' },
    {
      flaw: 'too many parts',
      text: `${head}${'--==b==\n\nx\n'.repeat(200)}`,
      fault: 'more than 100 parts',
    },
  ])('says what is wrong with $flaw', ({ text, fault }) => {
    expect(splitMultipart(Buffer.from(text)).fault).toContain(fault);
  });
});

describe('isMultipart', () => {
  it.each([
    { text: head, multipart: true },
    { text: 'mime-version: 1.0\ncontent-type: text/plain\n\nx', multipart: true },
    { text: `${'#'.repeat(5000)}\nMIME-Version: 1.0\n`, multipart: false },
    { text: 'hostname: a\nwrite_files: [{content: "MIME-Version: 1.0"}]\n', multipart: false },
    { text: '#!/bin/sh\n', multipart: false },
  ])('answers $multipart for $text', ({ text, multipart }) => {
    expect(isMultipart(Buffer.from(text))).toBe(multipart);
  });
});
