import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { splitUserdata } from '../../../src/sources/userdata-kinds.ts';
import { told } from '../../support/load.ts';

const split = (content: Buffer | string) =>
  splitUserdata(Buffer.from(content), 'u').map(({ file, format, content: text }) => [
    file,
    format,
    text.toString(),
  ]);
const loadUserdata = (content: Buffer | string) =>
  loadConfig(splitUserdata(Buffer.from(content), 'u'));
const multipart = (...parts: string[]) =>
  `Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`;
const yaml = 'hostname: a\n';

describe('splitUserdata', () => {
  it.each([
    {
      when: 'it is configuration',
      content: `#cloud-config\n${yaml}`,
      texts: [['u', 'yaml', `#cloud-config\n${yaml}`]],
    },
    {
      when: 'it is a script',
      content: '#!/bin/sh\ntrue\n',
      texts: [['u', 'script', '#!/bin/sh\ntrue\n']],
    },
    {
      when: 'it is a script after a space',
      content: ' #!/bin/sh\n',
      texts: [['u', 'yaml', ' #!/bin/sh\n']],
    },
    { when: 'it is a program', content: '\x7fELF\0', texts: [['u', 'script', '\x7fELF\0']] },
    { when: 'it is compressed', content: gzipSync(yaml), texts: [['u', 'yaml', yaml]] },
    {
      when: 'it is compressed twice',
      content: gzipSync(gzipSync(yaml)),
      texts: [['u', 'yaml', yaml]],
    },
    {
      when: 'zeros follow the compressed data',
      content: Buffer.concat([gzipSync(yaml), Buffer.alloc(512)]),
      texts: [['u', 'yaml', yaml]],
    },
    {
      when: 'it is a compressed script',
      content: gzipSync('#!/bin/sh\n'),
      texts: [['u', 'script', '#!/bin/sh\n']],
    },
    { when: 'it is empty', content: '', texts: [] },
    {
      when: 'it has several parts',
      content: multipart(
        'Content-Type: text/cloud-config; name="a b.yaml"\n\nhostname: a',
        'Content-Type: text/x-shellscript\n\n#!/bin/sh',
        '\nhostname: b',
      ),
      texts: [
        ['u (part 1, a_b.yaml)', 'yaml', 'hostname: a'],
        ['u (part 3)', 'yaml', 'hostname: b'],
        ['u (part 2)', 'script', '#!/bin/sh'],
      ],
    },
    {
      when: 'parts are compressed',
      content: gzipSync(
        multipart(
          `Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n${gzipSync(yaml).toString('base64')}`,
        ),
      ),
      texts: [['u (part 1)', 'yaml', yaml]],
    },
  ])('finds the right kind when $when', ({ content, texts }) => {
    expect(split(content)).toEqual(texts);
  });

  it.each([
    {
      flaw: 'cut compressed data',
      content: gzipSync(yaml.repeat(9)).subarray(0, 20),
      reason: 'cannot be unpacked as gzip: unexpected end of file',
    },
    {
      flaw: 'bomb',
      content: gzipSync(Buffer.alloc(50_000_000)),
      reason: 'unpacks to more than 1 MiB',
    },
    {
      flaw: 'endless packing',
      content: Array.from({ length: 8 }).reduce<Buffer>(
        (inner) => gzipSync(inner),
        Buffer.from(yaml),
      ),
      reason: 'is packed too many times',
    },
    {
      flaw: 'message without parts',
      content: 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\nx',
      reason: 'its boundary never occurs',
    },
  ])('says what is wrong with the $flaw', ({ content, reason }) => {
    expect(loadUserdata(content).problems.map(told)).toEqual([
      expect.stringMatching(`^error u(:1)?: .*${reason}`),
    ]);
  });

  it('passes over parts of other types with their name', () => {
    const { config, problems } = loadUserdata(
      multipart('Content-Type: text/x-nope\n\nx', 'Content-Type: text/cloud-config\n\nhostname: a'),
    );

    expect(config.hostname).toBe('a');
    expect(problems.map(told)).toEqual([
      expect.stringMatching(/^warning u \(part 1\): was not used: parts of type text\/x-nope/),
    ]);
  });

  it('says so of a page of a captive portal', () => {
    expect(loadUserdata('<!DOCTYPE html><html></html>').problems.map(told)).toEqual([
      expect.stringContaining('u:1: is a web page'),
    ]);
  });

  it('says so of UTF-16 instead of taking it for a program', () => {
    expect(loadUserdata(Buffer.from('\ufeffhostname: a', 'utf16le')).problems.map(told)).toEqual([
      expect.stringContaining('is UTF-16 text'),
    ]);
  });

  it('says so of UTF-16 without a byte order mark, too', () => {
    expect(loadUserdata(Buffer.from('hostname: a', 'utf16le')).problems.map(told)).toEqual([
      expect.stringContaining('is UTF-16 text'),
    ]);
  });

  it('never throws, whatever the bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array(),
      fc
        .constantFrom(
          'MIME-Version: 1.0\n',
          'Content-Type: multipart/mixed; boundary=b\n\n',
          '--b\n',
          '--b--',
          '\n',
        )
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(Array.isArray(loadUserdata(Buffer.concat(pieces)).problems)).toBe(true);
      }),
    );
  });
});

describe('scripts', () => {
  it('are stored for root alone and run after the commands that are there', () => {
    const { config } = loadConfig([
      { file: 'a', format: 'yaml', content: 'run_cmd: [first]\nwrite_files: [{path: /a}]' },
      ...splitUserdata(Buffer.from('#!/bin/sh\ntrue\n'), 'u'),
    ]);

    expect(config.runCmd).toEqual(['first', '/run/k3os/userdata']);
    expect(config.writeFiles).toEqual([
      { path: '/a' },
      {
        path: '/run/k3os/userdata',
        content: '#!/bin/sh\ntrue\n',
        owner: 'root',
        permissions: '0700',
      },
    ]);
  });

  it('keep their bytes', () => {
    const bytes = Buffer.from([0x23, 0x21, 0x2f, 0xff, 0xfe, 0x0a]);

    expect(loadUserdata(bytes).config.writeFiles?.[0]).toMatchObject({
      encoding: 'b64',
      content: bytes.toString('base64'),
    });
  });

  it('run after the configuration of later parts, whose files would else replace theirs', () => {
    const { config } = loadUserdata(
      multipart(
        'Content-Type: text/x-shellscript\n\n#!/bin/sh',
        'Content-Type: text/cloud-config\n\nwrite_files: [{path: /a}]\nrun_cmd: [first]',
      ),
    );

    expect(config.runCmd).toEqual(['first', '/run/k3os/userdata-1']);
    expect(config.writeFiles?.map(({ path }) => path)).toEqual(['/a', '/run/k3os/userdata-1']);
  });

  it('have a file each', () => {
    const script = 'Content-Type: text/x-shellscript\n\n#!/bin/sh';

    expect(loadUserdata(multipart(script, script)).config.runCmd).toEqual([
      '/run/k3os/userdata-1',
      '/run/k3os/userdata-2',
    ]);
  });
});
