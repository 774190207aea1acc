import { describe, expect, it } from 'vitest';
import { parseBlkid } from '../../../src/lib/blkid.ts';

describe('what blkid prints', () => {
  it('is read paragraph by paragraph', () => {
    const text = `DEVNAME=/dev/sr0
BLOCK_SIZE=2048
UUID=2026-11-22-04-00-51-00
LABEL=my\\ label
TYPE=iso9660

DEVNAME=/dev/vdb
SEC_TYPE=msdos
LABEL_FATBOOT=CIDATA
UUID=8F38-8376
TYPE=vfat

DEVNAME=/dev/vda
PTUUID=44f07b39
PTTYPE=gpt
`;

    expect(parseBlkid(text)).toEqual([
      {
        device: '/dev/sr0',
        type: 'iso9660',
        label: 'my label',
        uuid: '2026-11-22-04-00-51-00',
      },
      { device: '/dev/vdb', type: 'vfat', label: 'CIDATA', uuid: '8F38-8376' },
      { device: '/dev/vda', type: '', label: '', uuid: '' },
    ]);
  });

  it('may be nothing', () => {
    expect(parseBlkid('')).toEqual([]);
  });
});
