import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizedKey } from '../../../src/config/checks/accounts.ts';
import { hostname } from '../../../src/config/checks/network.ts';
import type { DataSource } from '../../../src/datasources/data-source.ts';
import type { Documents } from '../../../src/datasources/documents/documents.ts';
import { soundData } from '../../../src/datasources/documents/sound.ts';
import type { InstanceData } from '../../../src/datasources/instance-data.ts';
import { runConfigFiles } from '../../../src/datasources/learning/run-config.ts';
import { registry } from '../../../src/datasources/registry.ts';
import { NodeError } from '../../../src/errors.ts';
import { goodDocuments, goodKey, goodPlatform } from '../../support/good-documents.ts';
import { complaints } from '../../support/network.ts';

type Change = (content: Buffer) => Buffer | undefined;

/** A place in a document, as a part of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (content: Buffer, part: number) => Math.floor(part * content.length);

const cut = place.map(
  (part): Change =>
    (content) =>
      content.subarray(0, at(content, part)),
);

const flipped = fc
  .array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
  .map(
    (flips): Change =>
      (content) => {
        const bytes = Buffer.from(content);
        for (const [part, bits] of flips) {
          bytes[at(bytes, part)] = (bytes[at(bytes, part)] ?? 0) ^ bits;
        }
        return bytes;
      },
  );

const absent = fc.constant<Change>(() => undefined);

const deep = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const oddities = [
  ...[null, true, false, 5, -1, 1e21, 1.5, '', ' ', 'x', 'a b\nc', '-', 'localhost', '\u0000'],
  ...['\ud800', '..', '../../etc/shadow', '192.0.2.300', '::', '0.0.0.0/0', 'x'.repeat(5000)],
  ...[[], {}, [null], [[]], [{}], [5], ['x'], { a: null }, { __proto__: null, toString: 1 }],
  ...[deep(100), { constructor: { prototype: 'x' } }, ['ssh-ed25519 AAAA'], [goodKey, goodKey]],
];

/** Another value somewhere in JSON; `steps` lead there, as far as there is a way. */
const otherValue = fc
  .tuple(fc.array(fc.nat({ max: 12 }), { maxLength: 7 }), fc.constantFrom(...oddities))
  .map(
    ([steps, value]): Change =>
      (content) => {
        const document = parsed(content);
        return document === undefined
          ? content
          : Buffer.from(JSON.stringify(replaced(document, steps, value)));
      },
  );

const otherText = fc
  .constantFrom(
    'null',
    '[]',
    '5',
    '{}',
    '0=\n1=x\n',
    'a: [',
    '%',
    '\t',
    'ssh-rsa AAAA\n',
    'x'.repeat(3000),
  )
  .map(
    (text): Change =>
      () =>
        Buffer.from(text),
  );

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}

function replaced(node: unknown, [step, ...rest]: readonly number[], value: unknown): unknown {
  if (step === undefined || typeof node !== 'object' || node === null) {
    return value;
  }
  const keys = Object.keys(node);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) {
    return value;
  }
  const inner = replaced((node as Record<string, unknown>)[key], rest, value);
  return Array.isArray(node) ? node.with(Number(key), inner) : { ...node, [key]: inner };
}

const change = fc.oneof(
  { weight: 3, arbitrary: otherValue },
  { weight: 2, arbitrary: flipped },
  { weight: 1, arbitrary: fc.oneof(cut, absent, otherText) },
);
const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 });

function broken(
  good: Readonly<Record<string, string>>,
  made: readonly [number, Change][],
): Documents {
  const documents: Record<string, Buffer | undefined> = Object.fromEntries(
    Object.entries(good).map(([name, text]) => [name, Buffer.from(text)]),
  );
  const names = Object.keys(good);
  for (const [index, one] of made) {
    const name = names[index % names.length] as string;
    const content = documents[name];
    documents[name] = content && one(content);
  }
  return documents;
}

/** What is learned; undefined where the documents are refused as they should be. */
function learned(source: DataSource, documents: Documents): InstanceData | undefined {
  try {
    return soundData(source.parse(documents, goodPlatform));
  } catch (error) {
    expect(error).toBeInstanceOf(NodeError);
    expect((error as Error).message).toMatch(/^.{5,300}$/u);
    return undefined;
  }
}

function refusedByConfiguration({ hostname: name, sshKeys = [], interfaces }: InstanceData) {
  return [
    name === undefined ? undefined : hostname(name),
    ...sshKeys.map(authorizedKey),
    ...(interfaces?.length ? complaints(interfaces) : []),
  ].filter((fault) => fault !== undefined);
}

describe('documents that came to harm', () => {
  it('are tried with every data source', () => {
    expect(Object.keys(goodDocuments).sort()).toEqual(registry.map(({ name }) => name).sort());
  });

  it.each(registry)('say who a machine of $name is before', (source) => {
    const data = learned(source, broken(goodDocuments[source.name] ?? {}, []));

    expect(data?.userdata?.toString()).toMatch(/^#cloud-config\n|^$/);
    expect(data?.notices ?? []).toEqual([]);
  });

  it.each(registry)('are refused, or give what a configuration takes, in $name', (source) => {
    const good = goodDocuments[source.name] ?? {};
    let longestMs = 0;

    fc.assert(
      fc.property(changes, (made) => {
        const began = performance.now();
        const data = learned(source, broken(good, made));
        longestMs = Math.max(longestMs, performance.now() - began);
        if (data !== undefined) {
          expect(refusedByConfiguration(data)).toEqual([]);
          const { files } = runConfigFiles({ ...data, provider: 'x', source: source.name });
          expect(files.filter(({ path }) => !/^\/run\/config\/[\w./-]+$/.test(path))).toEqual([]);
        }
      }),
      { seed: 20_260_102, numRuns: 300 },
    );
    expect(longestMs).toBeLessThan(2000);
  });
});
