import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findK3sImages } from '../../../../src/image/k3s/k3s-images.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const folder = tempRoot({
  'images/b.tar.zst': '',
  'images/a.tar': '',
  'images/README.md': '',
  'empty/README.md': '',
}).path;

describe('archives of container images', () => {
  it('are all of a folder, by name', () => {
    expect(findK3sImages(join(folder, 'images'))).toEqual(
      ['a.tar', 'b.tar.zst'].map((name) => join(folder, 'images', name)),
    );
  });

  it('may be one file', () => {
    const file = join(folder, 'images/a.tar');

    expect(findK3sImages(file)).toEqual([file]);
  });

  it.each([
    { path: 'nowhere', why: 'there is no such file or folder' },
    { path: 'empty', why: 'no image archive' },
    { path: 'images/README.md', why: 'no image archive' },
  ])('are refused at $path: $why', ({ path, why }) => {
    expect(() => findK3sImages(join(folder, path))).toThrow(why);
  });
});
