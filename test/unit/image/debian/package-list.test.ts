import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseList } from '../../../../src/image/debian/package-list.ts';

const shipped = (name: string) =>
  parseList(
    readFileSync(new URL(`../../../../config/packages/${name}.txt`, import.meta.url), 'utf8'),
  );

describe('a package list', () => {
  it('has one entry a line, without comments and blank lines', () => {
    expect(parseList('# all\n\nbusybox\n  openrc  # services\n')).toEqual(['busybox', 'openrc']);
  });

  it.each(['base', 'prune'])('of the image (%s) names nothing twice', (name) => {
    const entries = shipped(name);

    expect(entries).toEqual([...new Set(entries)]);
    expect(entries.length).toBeGreaterThan(20);
  });

  it('prunes nothing outside the image', () => {
    expect(shipped('prune').filter((path) => path.startsWith('/') || path.includes('..'))).toEqual(
      [],
    );
  });
});
