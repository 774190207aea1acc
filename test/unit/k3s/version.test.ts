import { expect, it } from 'vitest';
import { asLabelValue, parseVersion } from '../../../src/k3s/version.ts';

it.each([
  { text: 'v1.36.4+k3s1', version: { major: 1, minor: 36, patch: 4 } },
  { text: '1.37', version: { major: 1, minor: 37, patch: 0 } },
  { text: 'current', version: undefined },
])('$text is read as $version', ({ text, version }) => {
  expect(parseVersion(text)).toEqual(version);
});

it.each([
  { text: 'v1.36.4+k3s1', label: 'v1.36.4-k3s1' },
  { text: 'v0.1.0-3-gabc+dirty!', label: 'v0.1.0-3-gabc-dirty' },
  { text: `v${'1'.repeat(80)}`, label: `v${'1'.repeat(62)}` },
])('the version $text becomes the label value $label', ({ text, label }) => {
  expect(asLabelValue(text)).toBe(label);
});
