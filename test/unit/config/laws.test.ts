import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dumpJson, dumpYaml } from '../../../src/config/dump.ts';
import { type Field, rootField, type StructureField } from '../../../src/config/field-tree.ts';
import { merge } from '../../../src/config/merge.ts';
import { snakeCase } from '../../../src/config/names.ts';
import { normalise } from '../../../src/config/normalise.ts';
import { plainOf } from '../../../src/config/plain.ts';
import { ProblemList } from '../../../src/config/problems.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { type MapNode, mapNode } from '../../../src/lib/tree.ts';
import { parseYaml } from '../../../src/lib/yaml/parse.ts';
import { stringifyYaml } from '../../../src/lib/yaml/stringify.ts';
import { load } from '../../support/load.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('yes', '0755', '~', '', '- a', 'a: b', ' x ', 'x\ny\n', '$6$a$b', '12:30', '#'),
);
const key = fc
  .stringMatching(/^[a-z][a-z0-9./_-]{0,10}$/)
  .filter((name) => name !== 'constructor' && name !== 'prototype');

/** Any value that a file can hold for a field, right or wrong in meaning. */
function anyValue(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'text':
      return text;
    case 'flag':
      return fc.boolean();
    case 'text-list':
      return fc.array(text, { maxLength: 3 });
    case 'text-map':
      return fc.dictionary(
        key,
        text.map((value) => value.trim()),
        { maxKeys: 3 },
      );
    case 'text-table':
      return fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 2 });
    case 'structure':
      return structureOf(field as StructureField);
    case 'structure-list':
      return fc.array(structureOf(field as StructureField), { maxLength: 2 });
  }
}

function structureOf(structure: StructureField): fc.Arbitrary<object> {
  return fc
    .uniqueArray(fc.constantFrom(...structure.fields.values()), { maxLength: 4 })
    .chain((fields) =>
      fc.record(
        Object.fromEntries(fields.map((field) => [snakeCase(field.name), anyValue(field)])),
      ),
    );
}

const file = structureOf(rootField).map((value) => stringifyYaml(value));
const same = (config: NodeConfig) => JSON.parse(dumpJson(config, { showSecrets: true }));
const merged = (...texts: string[]) => same(load(texts).merged);

/** One file as a layer that can be merged. */
function layer(content: string): MapNode {
  const { root } = parseYaml(content, 'a.yaml');
  const options = { problems: new ProblemList(), unknownKeys: 'warning' } as const;
  return normalise(root?.kind === 'map' ? root : mapNode([], { file: 'a.yaml', line: 1 }), options);
}

const plainMerge = (layers: readonly MapNode[]) =>
  plainOf(merge(layers, new ProblemList()), rootField);

describe('merging', () => {
  it('gives the same for a file given twice', () => {
    fc.assert(
      fc.property(file, (a) => {
        expect(merged(a, a)).toEqual(merged(a));
      }),
    );
  });

  it('is not changed by files that say nothing', () => {
    fc.assert(
      fc.property(file, (a) => {
        expect(merged('', a, '# x', '{}')).toEqual(merged(a));
      }),
    );
  });

  it('gives the same whether earlier files are put together first or not', () => {
    fc.assert(
      fc.property(file, file, file, (...files) => {
        const [a, b, c] = files.map(layer) as [MapNode, MapNode, MapNode];
        const both = merge([a, b], new ProblemList());

        expect(plainMerge([both, c])).toEqual(plainMerge([a, b, c]));
      }),
    );
  });

  it('gives every value of the later file', () => {
    fc.assert(
      fc.property(file, file, (a, b) => {
        const { install: _, ...node } = merged(b).k3os;

        expect(merged(a, b)).toMatchObject({ ...merged(b), k3os: node });
      }),
    );
  });

  it('lets the later file win', () => {
    fc.assert(
      fc.property(file, fc.stringMatching(/^[a-z]{1,8}$/), (a, name) => {
        expect(merged(a, `hostname: "${name}"`).hostname).toBe(name);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a dump', () => {
  it('gives the same configuration when it is loaded', () => {
    fc.assert(
      fc.property(file, (a) => {
        const { merged: first, config } = load([a]);
        const again = load([dumpYaml(first, { showSecrets: true })]);

        const { install: _, ...node } = same(first).k3os;
        expect(same(again.merged)).toEqual({ ...same(first), k3os: { ...node, install: {} } });
        expect(
          same({ ...again.config, k3os: { ...again.config.k3os, install: undefined } }),
        ).toEqual(same({ ...config, k3os: { ...config.k3os, install: undefined } }));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same configuration as JSON, with install', () => {
    fc.assert(
      fc.property(file, (a) => {
        expect(merged(dumpJson(load([a]).merged, { showSecrets: true }))).toEqual(merged(a));
      }),
      { numRuns: 100 },
    );
  });
});

describe('whatever a file holds', () => {
  it('loading it never throws and never pollutes', () => {
    const junk = fc.json({ maxDepth: 4 });
    const broken = fc.tuple(file, fc.nat(), fc.string()).map(([a, at, piece]) => {
      const index = at % (a.length + 1);
      return a.slice(0, index) + piece + a.slice(index);
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(junk, broken, file), { maxLength: 3 }), (texts) => {
        const { config } = load(texts);

        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Object.getPrototypeOf(config)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
