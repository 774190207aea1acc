import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseVolume, readVolume } from '../../../../src/image/remaster/iso-volume.ts';
import { tempRoot } from '../../../support/temp-root.ts';

function sectorWith({ magic = 'CD001', label = 'K3OS', date = '2026112112044100' } = {}): Buffer {
  const sector = Buffer.alloc(2048, ' ');
  sector[0] = 1;
  sector.write(magic, 1);
  sector.write(label.padEnd(32), 40);
  sector.writeUInt32LE(100, 80);
  sector.write(date, 830);
  return sector;
}

describe('the head of an ISO', () => {
  it('says label, size and date', () => {
    expect(parseVolume(sectorWith())).toEqual({
      label: 'K3OS',
      bytes: 204_800,
      epoch: Date.UTC(2026, 10, 21, 12, 4, 41) / 1000,
    });
  });

  it.each(['0000000000000000', ' '.repeat(16), '2026991112044100'])(
    'without a usable date (%j) counts as made in 1970',
    (date) => {
      expect(parseVolume(sectorWith({ date }))?.epoch).toBe(0);
    },
  );

  it.each([
    { what: 'another file system', sector: sectorWith({ magic: 'NSR02' }) },
    { what: 'the head of nothing', sector: Buffer.alloc(2048) },
    { what: 'too short', sector: sectorWith().subarray(0, 2047) },
  ])('is not this: $what', ({ sector }) => {
    expect(parseVolume(sector)).toBeUndefined();
  });
});

describe('a file', () => {
  const fileOf = (content: Buffer) => {
    const file = tempRoot().at('/a.iso');
    writeFileSync(file, content);
    return file;
  };
  const start = Buffer.concat([Buffer.alloc(32_768), sectorWith()]);

  it('is an ISO when it is as long as it says', () => {
    const whole = Buffer.concat([start, Buffer.alloc(204_800 - start.length)]);

    expect(readVolume(fileOf(whole))).toMatchObject({ label: 'K3OS' });
  });

  it.each([
    {
      when: 'the rest is missing',
      content: start,
      says: 'is cut off: it has 34816 of 204800 bytes',
    },
    { when: 'it is empty', content: Buffer.alloc(0), says: 'is no ISO image; give a k3os ISO' },
    { when: 'it is text', content: Buffer.from('hostname: x'), says: 'is no ISO image' },
  ])('is refused when $when', ({ content, says }) => {
    expect(() => readVolume(fileOf(content))).toThrow(says);
  });

  it('is refused when it is a folder, or not there', () => {
    expect(() => readVolume(tempRoot().path)).toThrow(/^cannot read /);
    expect(() => readVolume(tempRoot().at('/nope.iso'))).toThrow(/^cannot read .*nope\.iso/);
  });
});
