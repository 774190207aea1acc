import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFileEntry, keyFileValue, withKeyFileEntry } from '../../../src/lib/key-file.ts';

/** What GLib does: leading and trailing white space trimmed, then g_key_file_parse_value_as_string. */
function asGlibReads(written: string): string {
  const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return written.trim().replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? `\\${letter}`);
}

describe('a key file value', () => {
  it.each([
    { value: 'correct horse' },
    { value: '  spaces at both ends ' },
    { value: 'back\\slash \\s \\n' },
    { value: '[section]' },
    { value: '#no comment;' },
    { value: '        ' },
  ])('is read back as $value', ({ value }) => {
    expect(asGlibReads(keyFileValue(value))).toBe(value);
  });

  it('reads back, whatever printable passphrase it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
        expect(asGlibReads(keyFileValue(value))).toBe(value);
      }),
    );
  });

  it('is never more than one line', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(keyFileValue(value)).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('a key file entry', () => {
  const text = '# about\n[General]\nA=1\n\n[WiFi]\nEnable=false\nTethering=false\n';

  it.each([
    { when: 'it is there', group: 'WiFi', key: 'Enable', value: 'true', changed: 'Enable=true' },
    { when: 'it is new', group: 'General', key: 'B', value: '2', changed: 'B=2' },
    {
      when: 'its group is new',
      group: 'Wired',
      key: 'Enable',
      value: 'true',
      changed: '[Wired]\nEnable=true',
    },
  ])('is set when $when, and the rest stays', ({ group, key, value, changed }) => {
    const set = withKeyFileEntry(text, group, key, value);

    expect(set).toContain(changed);
    expect(keyFileEntry(set, group, key)).toBe(value);
    expect(keyFileEntry(set, 'General', 'A')).toBe('1');
    expect(keyFileEntry(set, 'WiFi', 'Tethering')).toBe('false');
    expect(set).toContain('# about\n');
    expect(withKeyFileEntry(set, group, key, value)).toBe(set);
  });

  it('makes a file of nothing', () => {
    expect(withKeyFileEntry('', 'WiFi', 'Enable', 'true')).toBe('[WiFi]\nEnable=true\n');
  });
});
