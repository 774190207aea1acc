import { describe, expect, it } from 'vitest';
import { cdrom } from '../../../../src/datasources/local/cdrom.ts';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { type AccessGiven, access, platform, volume } from '../../../support/data-source.ts';

type Trees = Record<string, Record<string, string>>;

const plainCd = volume({ device: '/dev/sr0', label: 'MY_CD', isOptical: true });
const stick = volume({ device: '/dev/sdb1', type: 'vfat', label: 'CIDATA' });

async function answer(volumes: readonly Volume[], trees: Trees, more: AccessGiven = {}) {
  const asked = access({ platform: { volumes }, trees, ...more });
  return cdrom.parse(await cdrom.fetch(asked, ''), asked.platform);
}

describe('cdrom', () => {
  it.each([
    { what: 'a stick with the label', volumes: [stick], is: true },
    { what: 'some CD', volumes: [plainCd], is: false },
    { what: 'an empty tray', volumes: [{ ...plainCd, type: '', label: 'cidata' }], is: false },
  ])('is $is for $what', ({ volumes, is }) => {
    expect(cdrom.matches(platform({ volumes }))).toBe(is);
  });

  it.each([
    { what: 'user-data', tree: { 'user-data': 'a', config: 'b' }, userdata: 'a' },
    { what: 'config', tree: { config: 'b' }, userdata: 'b' },
    {
      what: 'config where user-data is empty',
      tree: { 'user-data': '\n', config: 'b' },
      userdata: 'b',
    },
  ])('takes $what of a CD', async ({ tree, userdata }) => {
    expect(await answer([plainCd], { '/dev/sr0': tree })).toEqual({
      provider: 'CDROM /dev/sr0',
      userdata: Buffer.from(userdata),
    });
  });

  it('prefers the label', async () => {
    const trees = { '/dev/sr0': { config: 'b' }, '/dev/sdb1': { 'user-data': 'a' } };

    expect(await answer([plainCd, stick], trees)).toMatchObject({ provider: 'CDROM /dev/sdb1' });
  });

  it('passes over a medium that cannot be read where another one can', async () => {
    expect(await answer([plainCd, stick], { '/dev/sr0': { config: 'b' } })).toMatchObject({
      provider: 'CDROM /dev/sr0',
    });
  });

  it.each([
    { what: 'where there is nothing', volumes: [] },
    { what: 'besides the CD that the machine has started from', volumes: [plainCd] },
  ])('waits for a stick $what', async ({ volumes }) => {
    const trees = { '/dev/sr0': {}, '/dev/sdb1': { 'user-data': 'a' } };

    const waiting = answer(volumes, trees, { late: [stick], lateMs: 10_000 });

    expect(await waiting).toMatchObject({ provider: 'CDROM /dev/sdb1' });
    await expect(answer(volumes, trees, { late: [stick] })).rejects.toThrow('no CD has');
  });

  it.each([
    { what: 'an empty tray', volume: { ...plainCd, type: '' }, trees: {}, says: 'no CD has' },
    { what: 'a CD of others', volume: plainCd, trees: { '/dev/sr0': {} }, says: 'no CD has' },
    { what: 'a broken CD', volume: plainCd, trees: {}, says: '/dev/sr0: no medium found' },
    { what: 'a disk without the label', volume: { ...stick, label: '' }, trees: {}, says: 'no CD' },
  ])('is refused for $what', async ({ volume: only, trees, says }) => {
    await expect(answer([only], trees)).rejects.toThrow(says);
  });
});
