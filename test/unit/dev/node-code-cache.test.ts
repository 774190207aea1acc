import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCodeCache, thinNodeCodeCache } from '../../../src/dev/node-code-cache.ts';
import { tempRoot } from '../../support/temp-root.ts';

const before = Buffer.from('what is before\0\0\0\0\0\0\0\0');
const after = Buffer.from('assets');
const entry = (name: string, size = 3) => [
  number(name.length),
  Buffer.from(name),
  number(size),
  Buffer.alloc(3, 'c'),
];

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value);
  return bytes;
}

function executable(count: number, entries: readonly Buffer[]): Buffer {
  return Buffer.concat([before, number(count), ...entries, after]);
}

const modules = Array.from({ length: 300 }, (_, index) => `internal/module_${index}`);

function whole(): Buffer {
  return executable(
    300,
    modules.flatMap((name) => entry(name)),
  );
}

describe('the compiled modules of Node', () => {
  it('are found between what else is in an executable', () => {
    const bytes = whole();

    expect(findCodeCache(bytes)).toMatchObject({
      start: before.length,
      end: bytes.length - after.length,
    });
  });

  it('are zeros afterwards but for those that are wanted, and all else is as it was', () => {
    const file = join(tempRoot().path, 'program');
    const bytes = whole();
    writeFileSync(file, bytes);

    thinNodeCodeCache(file, ['internal/module_7', 'internal/module_3']);

    const list = Buffer.alloc(bytes.length - before.length - after.length);
    const wanted = [number(2), ...entry('internal/module_7'), ...entry('internal/module_3')];
    Buffer.concat(wanted).copy(list);
    expect(readFileSync(file).equals(Buffer.concat([before, list, after]))).toBe(true);
  });

  it('stay as they are where one that is wanted is not among them', () => {
    const file = join(tempRoot().path, 'program');
    const bytes = whole();
    writeFileSync(file, bytes);

    expect(() => thinNodeCodeCache(file, ['gone'])).toThrow('this Node has no module gone');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it.each([
    { what: 'there are none', bytes: Buffer.concat([before, after]) },
    {
      what: 'there are too few',
      bytes: executable(
        3,
        modules.slice(0, 3).flatMap((name) => entry(name)),
      ),
    },
    {
      what: 'one is missing',
      bytes: executable(
        300,
        modules.slice(1).flatMap((name) => entry(name)),
      ),
    },
    {
      what: 'one has a name that is none',
      bytes: executable(
        300,
        ['a name\n', ...modules.slice(1)].flatMap((name) => entry(name)),
      ),
    },
    {
      what: 'one is larger than the file',
      bytes: executable(
        300,
        modules.flatMap((name, index) => entry(name, index === 299 ? 1000 : 3)),
      ),
    },
  ])('are told to be missed where $what', ({ bytes }) => {
    expect(() => findCodeCache(bytes)).toThrow('are not where they are expected');
  });
});
