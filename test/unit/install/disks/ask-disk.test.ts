import { describe, expect, it } from 'vitest';
import { askDisk, confirmDisk } from '../../../../src/install/disks/ask-disk.ts';
import { settingsOf } from '../../../../src/install/settings.ts';
import { answers } from '../../../support/answers.ts';
import { disksOf } from '../../../support/disks.ts';

const disks = disksOf([
  { name: 'nvme0n1', size: 512e9, tran: 'nvme', model: 'Samsung SSD 980', serial: 'S64' },
  { name: 'sda', label: 'K3OS_STATE', fstype: 'ext4' },
  { name: 'sdb', tran: 'usb', rm: true },
  { name: 'sdc', size: 1e9 },
  { name: 'sdd', fstype: 'iso9660', label: 'K3OS' },
]);

describe('the question for a disk', () => {
  it.each([
    { answer: 'nvme0n1  512 GB ssd nvme Samsung SSD 980 S64', disk: '/dev/nvme0n1' },
    { answer: 'sda  64 GB ssd, holds K3OS_STATE', disk: '/dev/sda' },
    { answer: 'sdb', disk: '/dev/sdb' },
  ])('offers $disk', async ({ answer, disk }) => {
    expect((await askDisk(disks, settingsOf(), answers(answer))).path).toBe(disk);
  });

  it.each(['sdc', 'sdd'])('does not offer %s', async (answer) => {
    await expect(askDisk(disks, settingsOf(), answers(answer))).rejects.toThrow(/has no sd/);
  });

  it('says why there is none to choose from', async () => {
    const tooSmall = disksOf([{ name: 'sdc', size: 1e9 }]);

    await expect(askDisk(tooSmall, settingsOf(), answers())).rejects.toThrow(/sdc .* is too small/);
  });

  const [nvme] = disks;

  it.each(['nvme0n1', '/dev/nvme0n1'])('takes %s for a yes', async (answer) => {
    await confirmDisk(nvme as NonNullable<typeof nvme>, answers(answer));
  });

  it.each(['', 'y', 'yes', 'nvme0n', 'sda'])('takes %j for a no', async (answer) => {
    const said = confirmDisk(nvme as NonNullable<typeof nvme>, answers(answer));

    await expect(said).rejects.toThrow('stopped, nothing was changed');
  });
});
