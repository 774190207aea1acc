import { describe, expect, it } from 'vitest';
import { fileTreeOf } from '../../../../src/datasources/learning/file-tree.ts';

const treeOf = (value: unknown) => fileTreeOf(Buffer.from(JSON.stringify(value)));

describe('user-data that is a tree of files', () => {
  it('has files in folders, with their modes', () => {
    expect(
      treeOf({
        hostname: { content: 'a-1' },
        ssh: { perm: '0700', entries: { authorized_keys: { content: 'k\n', perm: '0600' } } },
        empty: { content: '' },
        none: { entries: {} },
      }),
    ).toEqual({
      files: [
        { path: 'hostname', content: 'a-1', mode: 0o644 },
        { path: 'ssh/authorized_keys', content: 'k\n', mode: 0o600 },
        { path: 'empty', content: '', mode: 0o644 },
      ],
      notices: [],
    });
  });

  it.each(['../../etc/shadow', '/etc/shadow', '..', '.', 'a/b', 'a\0b', ''])(
    'writes nothing elsewhere by the name %j',
    (name) => {
      expect(treeOf({ [name]: { content: 'x' } })).toEqual({
        files: [],
        notices: [expect.stringMatching(/^user-data names a file .*, which is left out$/)],
      });
    },
  );

  it('leaves out what is neither file nor folder', () => {
    expect(treeOf({ a: { entries: { b: { content: 1 } } } })).toEqual({
      files: [],
      notices: ['user-data: a/b is neither a file nor a folder, and is left out'],
    });
  });

  it('cannot be without end', () => {
    const deep = Array.from({ length: 20 }).reduce<object>((entries) => ({ a: { entries } }), {
      a: { content: 'x' },
    });

    expect(treeOf(deep)?.files).toEqual([]);
  });

  it.each([
    { what: 'YAML', text: 'hostname: a\n' },
    { what: 'configuration in JSON', text: '{"hostname": "a", "k3os": {"token": "t"}}' },
    { what: 'a list', text: '[]' },
    { what: 'an empty object', text: '{}' },
    { what: 'both file and folder', text: '{"a": {"content": "", "entries": {}}}' },
    { what: 'cut', text: '{"a": {"content": "x"' },
  ])('is not what is $what', ({ text }) => {
    expect(fileTreeOf(Buffer.from(text))).toBeUndefined();
  });
});
