import { describe, expect, it } from 'vitest';
import { publicKeysOf } from '../../../../src/datasources/local/public-keys.ts';

describe('public keys', () => {
  it.each([
    { what: 'lines', given: 'one\r\n\n# two\nthree  \n', is: ['one', 'three'] },
    { what: 'a list', given: ['one', 'two'], is: ['one', 'two'] },
    { what: 'names', given: { a: 'one', b: ['two', 'three'] }, is: ['one', 'two', 'three'] },
    { what: 'names twice', given: { '0': { 'openssh-key': 'one' } }, is: ['one'] },
    { what: 'null', given: null, is: [] },
    { what: 'nothing', given: undefined, is: [] },
    { what: 'a number', given: 7, is: [] },
  ])('are $is in $what', ({ given, is }) => {
    expect(publicKeysOf(given)).toEqual(is);
  });
});
