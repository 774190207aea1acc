import { describe, expect, it } from 'vitest';
import { seedUrl, unknownDmi, withDmi } from '../../../../src/datasources/local/seed-url.ts';
import { platform } from '../../../support/data-source.ts';

describe('the address of a document', () => {
  it.each([
    ['http://c/base', 'http://c/base/user-data'],
    ['http://c/base/', 'http://c/base/user-data'],
    ['http://c/?tok=1&f=%s', 'http://c/?tok=1&f=user-data'],
    ['http://c/%s.yaml', 'http://c/user-data.yaml'],
    ['http://c/?f=', 'http://c/?f=user-data'],
  ])('below %s is %s', (seed, url) => {
    expect(seedUrl(seed, 'user-data')).toBe(url);
  });

  const machine = platform({ dmi: { product_uuid: '12-ab', product_serial: 'A 1/2' } });

  it.each([
    ['http://c/__dmi.system-uuid__/', 'http://c/12-ab/'],
    ['http://c/__dmi.system-serial-number__/x', 'http://c/A%201%2F2/x'],
    ['http://c/__dmi.chassis-asset-tag__/x', 'http://c//x'],
    ['http://c/__dmi.bios-vendor__/', 'http://c/__dmi.bios-vendor__/'],
  ])('of %s is for this machine %s', (seed, url) => {
    expect(withDmi(seed, machine)).toBe(url);
  });

  it('tells of what it does not know', () => {
    expect(unknownDmi('http://c/__dmi.bios-vendor__/__dmi.system-uuid__')).toEqual([
      '__dmi.bios-vendor__ is not known, and stays in the address of the seed',
    ]);
  });
});
