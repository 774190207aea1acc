import { describe, expect, it } from 'vitest';
import { menuModules } from '../../../../src/install/takeover/menu.ts';
import { findOtherSystem } from '../../../../src/install/takeover/other-system.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const platform = process.arch === 'arm64' ? 'arm64-efi' : 'x86_64-efi';
const modules = (folder: string) =>
  Object.fromEntries(menuModules.map((name) => [`${folder}/${name}.mod`, '']));
const root = { source: '/dev/vda1', fstype: 'ext4', options: 'rw,relatime', fsroot: '/' };
const onBios = { '/boot/grub/grub.cfg': 'menu', ...modules('/boot/grub/i386-pc') };

interface Given {
  readonly root?: Partial<typeof root>;
  readonly boot?: Partial<typeof root>;
  readonly type?: string;
  readonly files?: Record<string, string>;
}

function linux({ root: changed, boot, type = 'part', files = onBios }: Given = {}) {
  const own = { ...root, ...changed };
  const listing = (mount: object) => ({ stdout: JSON.stringify({ filesystems: [mount] }) });
  return recordingSystem({
    files: { '/etc/os-release': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\n', ...files },
    programs: {
      findmnt: (argv) => listing(argv.includes('--target') ? { ...own, ...boot } : own),
      lsblk: { stdout: `${type}\n` },
      blkid: { stdout: 'a1-b2\n' },
      df: { stdout: '  1B-blocks     Avail\n 4000000000 3000000000\n' },
    },
  });
}

describe('the Linux that is to be taken over', () => {
  it('is described by what a boot loader finds of it', async () => {
    expect(await findOtherSystem(linux())).toEqual({
      name: 'Debian GNU/Linux 12',
      top: '',
      device: '/dev/vda1',
      uuid: 'a1-b2',
      bytes: 4_000_000_000,
      freeBytes: 3_000_000_000,
      grub: '/boot/grub',
      firmware: 'bios',
    });
  });

  it('may have its GRUB in a file system of its own, and be started by UEFI', async () => {
    const files = {
      '/boot/grub2/grub.cfg': 'menu',
      ...modules(`/boot/grub2/${platform}`),
      '/sys/firmware/efi/fw_platform_size': '64',
    };

    const found = await findOtherSystem(linux({ files, boot: { fstype: 'xfs' } }));

    expect(found).toMatchObject({ grub: '/boot/grub2', firmware: 'uefi' });
  });

  it.each<{ when: string; says: RegExp } & Given>([
    { when: 'xfs', root: { fstype: 'xfs' }, says: /its root is xfs, and not ext4/ },
    { when: 'a container', root: { fstype: 'overlay' }, says: /its root is overlay/ },
    { when: 'a part of a file system', root: { fsroot: '/@' }, says: /its root is ext4 \(\/@\)/ },
    { when: 'on LVM', type: 'lvm', says: /on \/dev\/vda1 \(lvm\), to which GRUB cannot write/ },
    { when: 'on RAID', type: 'raid1', says: /\(raid1\)/ },
    { when: 'encrypted', type: 'crypt', says: /\(crypt\)/ },
    {
      when: 'mounted with data=journal',
      root: { options: 'rw,data=journal' },
      says: /mounted with data=journal/,
    },
    {
      when: 'started from FAT',
      boot: { fstype: 'vfat' },
      says: /its GRUB is on vfat \(\/boot\/grub\)/,
    },
    {
      when: 'started by another GRUB than its firmware says',
      files: { ...onBios, '/sys/firmware/efi/x': '' },
      says: /neither \/boot\/grub nor \/boot\/grub2 has grub\.cfg and \S+-efi/,
    },
  ])('is refused when it is $when', async ({ says, ...given }) => {
    const found = findOtherSystem(linux(given));

    await expect(found).rejects.toThrow(says);
    await expect(found).rejects.toThrow(/cannot be taken over: .* Nothing was changed/);
  });
});
