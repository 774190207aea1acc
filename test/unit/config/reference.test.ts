import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Field, rootField, type StructureField } from '../../../src/config/field-tree.ts';
import {
  referenceBegin,
  referenceEnd,
  renderReference,
  withReference,
} from '../../../src/config/reference.ts';

function fieldsBelow(structure: StructureField): Field[] {
  return [...structure.fields.values()].flatMap((field) => [
    field,
    ...('fields' in field ? fieldsBelow(field) : []),
  ]);
}

describe('the reference', () => {
  it('has a row for every key of the schema', () => {
    const rows = renderReference()
      .split('\n')
      .filter((line) => line.startsWith('| `'));

    expect(rows).toHaveLength(fieldsBelow(rootField).length);
    expect(rows).toContainEqual(
      expect.stringMatching(/^\| `k3os.sysctls` \| map \| kernel settings \|/),
    );
    expect(rows).toContainEqual(
      expect.stringMatching(/^\| `k3os.wifi\[\].passphrase` \| text \| .*secret/),
    );
  });

  it('explains every key', () => {
    expect(fieldsBelow(rootField).filter(({ meta }) => !meta.description)).toEqual([]);
  });

  it('replaces what is between the markers', () => {
    const text = `a\n${referenceBegin}\nold\n${referenceEnd}\nb\n`;

    expect(withReference(text)).toBe(
      `a\n${referenceBegin}\n${renderReference()}\n${referenceEnd}\nb\n`,
    );
    expect(withReference('no markers')).toBeUndefined();
  });

  it('is the one in the README', () => {
    const readme = fs.readFileSync('README.md', 'utf8');

    expect(withReference(readme)).toBe(readme);
  });
});
