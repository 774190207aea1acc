import { describe, expect, it } from 'vitest';
import {
  type Generation,
  parseGeneration,
  renderGeneration,
} from '../../../src/generations/record.ts';
import { generation } from '../../support/generations.ts';

const path = '/k3os/system/generations/3/generation.json';
const record = generation(3);
const changed = (change: (copy: { [key: string]: unknown }) => void): string => {
  const copy = structuredClone(record) as never;
  change(copy);
  return JSON.stringify(copy);
};

describe('the record of a generation', () => {
  it('is the same after it was written and read', () => {
    expect(parseGeneration(renderGeneration(record), path)).toEqual(record);
  });

  it('is read without what a newer version has put into it', () => {
    const newer = changed((copy) => {
      copy.signature = 'abc';
      Object.assign((copy.components as Generation['components']).kernel, { signed: true });
    });

    expect(parseGeneration(newer, path)).toEqual(record);
  });

  it('is written with nothing that is not known', () => {
    const odd = { ...record, signature: 'abc' };

    expect(() => renderGeneration(odd)).toThrow(/signature/);
  });

  it('can be one of a system without k3s', () => {
    const { k3s: _, ...components } = record.components;
    const without = { ...record, components };

    expect(parseGeneration(renderGeneration(without), path)).toEqual(without);
  });

  it.each([
    { when: 'empty', text: '', reason: /Unexpected end/ },
    { when: 'cut', text: renderGeneration(record).slice(0, 200), reason: /JSON/ },
    {
      when: 'without its kernel',
      text: changed((copy) => delete (copy.components as { kernel?: unknown }).kernel),
      reason: /components.kernel/,
    },
    {
      when: 'of no number',
      text: changed((copy) => Object.assign(copy, { number: 0 })),
      reason: /number/,
    },
    {
      when: 'of a folder elsewhere',
      text: changed((copy) =>
        Object.assign((copy.components as Generation['components']).k3os, { folder: '../../data' }),
      ),
      reason: /components.k3os.folder/,
    },
  ])('is refused when it is $when, with its path', ({ text, reason }) => {
    expect(() => parseGeneration(text, path)).toThrow(path);
    expect(() => parseGeneration(text, path)).toThrow(reason);
  });
});
