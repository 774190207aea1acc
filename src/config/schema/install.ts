import * as installation from '../checks/install.ts';
import { absolutePath, matching, oneOf } from '../checks/text.ts';
import { flag, structure, text } from '../fields.ts';

const installDisk = {
  size: text({
    description: 'size compared with a number, G being 10^9 bytes as on the label of a disk',
    example: '">=32G"',
    from: 'new',
    check: installation.diskSize,
  }),
  model: text({
    description: 'model as `k3os install --disks` shows it; * stands for anything',
    example: '"Samsung SSD 980*"',
    from: 'new',
    check: installation.pattern,
  }),
  serial: text({
    description: 'serial number',
    example: 'S64DNF0R712345',
    from: 'new',
    check: installation.pattern,
  }),
  wwn: text({
    description: 'world wide name',
    example: '"0x5002538f00000000"',
    from: 'new',
    check: installation.pattern,
  }),
  byPath: text({
    description: 'the connector: a name of /dev/disk/by-path',
    example: '"pci-0000:00:17.0-ata-1"',
    from: 'new',
    check: installation.pattern,
  }),
  type: text({
    description: `one of ${installation.diskTypes.join(', ')}`,
    example: 'ssd',
    from: 'new',
    check: oneOf(...installation.diskTypes),
  }),
};

export const install = {
  forceEfi: flag({
    description: 'install for UEFI even when booted through BIOS',
    example: 'true',
  }),
  device: text({ description: 'disk to install to', example: '/dev/sda', check: absolutePath }),
  disk: structure(
    {
      description: 'disk to install to, by what does not change; exactly one disk must be so',
      from: 'new',
    },
    installDisk,
  ),
  configUrl: text({
    description:
      'where to fetch the configuration of the installed system; #SHA256 may follow, and facts of the machine can stand in it (see Install)',
    example: 'https://cfg.example.org/node.yaml',
    check: installation.sourceUrl('https', 'http', 'tftp', 'file'),
  }),
  silent: flag({ description: 'ask nothing', example: 'true' }),
  isoUrl: text({
    description:
      'image to install, when not the booted one; #SHA256 may follow, else sha256sum-amd64.txt beside it is used',
    example: 'https://cfg.example.org/k3os-amd64.iso',
    check: installation.sourceUrl('https', 'http', 'tftp', 'file'),
  }),
  powerOff: flag({ description: 'switch off after the installation instead of rebooting' }),
  noFormat: flag({ description: 'use the file system labelled K3OS_STATE as it is' }),
  force: flag({
    description: 'also to a disk that holds an installed k3os, whose data is then lost',
    from: 'new',
  }),
  allowLockout: flag({
    description: 'install also a configuration with which nobody can log in',
    from: 'new',
  }),
  mbr: flag({ description: 'the old partition table, for a BIOS that wants it', from: 'new' }),
  debug: flag({ description: 'show what the installation does, and keep debugging on afterwards' }),
  tty: text({
    description: 'console of the installed system',
    example: 'ttyS0',
    check: matching(/^[A-Za-z][A-Za-z0-9,]*$/, 'a terminal such as ttyS0'),
  }),
};
