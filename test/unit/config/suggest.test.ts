import { describe, expect, it } from 'vitest';
import { rootField, type StructureField } from '../../../src/config/field-tree.ts';
import { suggestKey, unknownKey } from '../../../src/config/suggest.ts';

const k3os = rootField.fields.get('k3os') as StructureField;

describe('suggestKey', () => {
  it.each([
    { key: 'sysctlz', meant: 'k3os.sysctls' },
    { key: 'tokens', meant: 'k3os.token' },
    { key: 'serverurls', meant: 'k3os.server_url' },
    { key: 'hostname', meant: 'hostname' },
    { key: 'device', meant: 'k3os.install.device' },
    { key: 'qqqqqq', meant: undefined },
    { key: '', meant: undefined },
  ])('takes $key below k3os for $meant', ({ key, meant }) => {
    expect(suggestKey(k3os, ['k3os'], key)).toBe(meant);
  });
});

describe("another program's name", () => {
  it.each([
    { key: 'psk', meant: 'k3os.wifi[0].passphrase' },
    { key: 'SSID', meant: 'k3os.wifi[0].name' },
  ])('$key leads to $meant', ({ key, meant }) => {
    const wifi = k3os.fields.get('wifi') as StructureField;

    expect(suggestKey(wifi, ['k3os', 'wifi', 0], key)).toBe(meant);
  });
});

describe('unknownKey', () => {
  it.each([
    { key: 'sysctlz', hidden: false },
    { key: 'tokn', hidden: true },
    { key: 'qqqqqq', hidden: true },
  ])('hides the value of $key: $hidden', ({ key, hidden }) => {
    expect(unknownKey(k3os, ['k3os'], key).hidden).toBe(hidden);
  });
});
