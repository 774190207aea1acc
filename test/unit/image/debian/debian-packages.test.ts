import { describe, expect, it } from 'vitest';
import { parsePackages } from '../../../../src/image/debian/debian-packages.ts';

const one = (lines: string) =>
  parsePackages(`Package: a\nVersion: 2-1+b1\nArchitecture: amd64\n${lines}`)[0];

describe('a package of Debian', () => {
  it.each([
    { from: '', source: 'a', sourceVersion: '2-1+b1' },
    { from: 'Source: b', source: 'b', sourceVersion: '2-1+b1' },
    { from: 'Source: a (2-1)', source: 'a', sourceVersion: '2-1' },
    { from: 'Source: b (1:2~rc)', source: 'b', sourceVersion: '1:2~rc' },
  ])(
    'is built from $source $sourceVersion when it says "$from"',
    ({ from, source, sourceVersion }) => {
      expect(one(from)).toEqual({
        name: 'a',
        version: '2-1+b1',
        architecture: 'amd64',
        source,
        sourceVersion,
      });
    },
  );

  it('is not misled by what its description says', () => {
    expect(one('Description: x\n Source: b\n Package: c')).toMatchObject({
      name: 'a',
      source: 'a',
    });
  });

  it.each([
    { status: 'install ok installed', found: 1 },
    { status: 'deinstall ok config-files', found: 0 },
  ])('counts ($found) when its status is $status', ({ status, found }) => {
    expect(parsePackages(`Package: a\nStatus: ${status}\nVersion: 1`)).toHaveLength(found);
  });
});

it('packages are sorted, however many empty lines are between them', () => {
  const text = '\nPackage: b\nVersion: 1\n\n\nPackage: a\nVersion: 1\n\n';

  expect(parsePackages(text).map(({ name }) => name)).toEqual(['a', 'b']);
});
