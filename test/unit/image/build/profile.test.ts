import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../../../src/image/build/profile.ts';
import { tempRoot } from '../../../support/temp-root.ts';

describe('the profile of an image', () => {
  it('is that of config/image.json', () => {
    const project = fileURLToPath(new URL('../../../..', import.meta.url));

    expect(readProfile(project).initrdFirst).toContain('squashfs');
  });

  it('is refused with file and key when something in it is wrong', () => {
    const { path } = tempRoot({ 'config/image.json': '{"squashfs": {"compresion": "zstd"}}' });

    expect(() => readProfile(path)).toThrow(/config\/image\.json: .*compresion/s);
  });
});
