import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { driverLoader } from '../../../src/boot/hardware.ts';
import { project } from '../../../src/dev/build.ts';
import { realSystem } from '../../../src/effects/real-system.ts';
import { type TempRoot, tempRoot } from '../../support/temp-root.ts';

/** A controller of cards with an eMMC in it, and a modprobe that notes what it is asked for. */
function machine(): TempRoot {
  const controller = '/sys/devices/pci0000:00/0000:00:1a.0';
  const root = tempRoot({
    [`${controller}/modalias`]: 'pci:v00008086d00005ACC\n',
    [`${controller}/uevent`]: 'DRIVER=sdhci-pci\nMODALIAS=pci:v00008086d00005ACC\n',
    [`${controller}/mmc_host/mmc0/uevent`]: '',
    [`${controller}/mmc_host/mmc0/mmc0:0001/uevent`]: 'MMC_TYPE=MMC\nMODALIAS=mmc:block\n',
    '/bin/modprobe': '#!/bin/sh\nfor word; do echo "$word"; done >"$0.asked"\n',
  });
  chmodSync(root.at('/bin/modprobe'), 0o755);
  return root;
}

function asked(root: TempRoot): string[] {
  const words = root.text('/bin/modprobe.asked')?.trim().split('\n') ?? [];
  return words.filter((word) => !word.startsWith('-')).sort();
}

/** A card is a disk, and the only one that has no file `modalias`. */
describe('drivers of cards are asked for', () => {
  const both = ['mmc:block', 'pci:v00008086d00005ACC'];

  it('by the initrd', () => {
    const root = machine();
    const init = readFileSync(join(project, 'src/boot/initrd/init'), 'utf8');
    const [load = ''] = /^load_drivers\(\) .*?\n\}[^\n]*/ms.exec(init) ?? [];
    const script = `${load.replace('/sys/devices', root.at('/sys/devices'))}\nload_drivers`;

    execFileSync('sh', ['-c', script], {
      env: { PATH: `${root.at('/bin')}:${process.env.PATH}` },
    });

    expect(asked(root)).toEqual(both);
  });

  it('by the program', async () => {
    const root = machine();
    const real = realSystem('/');
    const exec: typeof real.exec = (argv, options) =>
      real.exec(
        argv.map((word) => (['/sys/devices', 'modprobe'].includes(word) ? placeOf(word) : word)),
        options,
      );
    const placeOf = (word: string) => root.at(word === 'modprobe' ? '/bin/modprobe' : word);

    await driverLoader({ ...real, exec })();

    expect(asked(root)).toEqual(both);
  });
});
