import { expect, it } from 'vitest';
import { nearest } from '../../../src/lib/nearest.ts';

const known = ['disable', 'disable-agent', 'token', 'node-label'];

it.each([
  { word: 'disabel', name: 'disable' },
  { word: 'NODE-LABELS', name: 'node-label' },
  { word: 'tokn', name: 'token' },
  { word: 'x', name: undefined },
  { word: 'something-else', name: undefined },
])('the name nearest to $word is $name', ({ word, name }) => {
  expect(nearest(word, known)).toBe(name);
});
