import { describe, expect, it } from 'vitest';
import { file } from '../../../../src/datasources/local/file.ts';
import { type AccessGiven, access, platform } from '../../../support/data-source.ts';

const path = '/etc/user-data';

async function answer(files: NonNullable<AccessGiven['files']>) {
  return file.parse(await file.fetch(access({ files }), path), platform());
}

describe('file', () => {
  it('is never found, only named', () => {
    expect(file.matches(platform())).toBe(false);
  });

  it.each([
    { what: 'a file', content: 'a: b\n', userdata: Buffer.from('a: b\n') },
    { what: 'an empty file', content: '', userdata: undefined },
  ])('is $what', async ({ content, userdata }) => {
    expect(await answer({ [path]: content })).toEqual({ provider: path, userdata });
  });

  it.each([
    { what: 'absent', entry: { [`${path}.d`]: '' }, says: `${path}: there is no such file` },
    { what: 'a folder', entry: { [path]: { directory: 0o755 } }, says: 'EISDIR' },
    { what: 'a FIFO', entry: { [path]: { other: true as const } }, says: 'EINVAL' },
    { what: 'too large', entry: { [path]: Buffer.alloc(1024 * 1024 + 1) }, says: 'EFBIG' },
  ])('is refused where it is $what', async ({ entry, says }) => {
    await expect(answer(entry as NonNullable<AccessGiven['files']>)).rejects.toThrow(says);
  });
});
