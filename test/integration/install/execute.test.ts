import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { realSystem } from '../../../src/effects/real-system.ts';
import type { System } from '../../../src/effects/system.ts';
import { type InstallSource, readSource } from '../../../src/install/source/source.ts';
import { notStarted } from '../../../src/install/write/write-state.ts';
import { installMedium } from '../../support/install-medium.ts';
import { tempRoot } from '../../support/temp-root.ts';
import {
  carryOut,
  config,
  emptyDisk,
  labelOf,
  output,
  planFor,
  startsSomething,
  uuid,
  withPart,
} from './disk-image.ts';

let source: InstallSource;
beforeAll(async () => {
  source = await newSource();
});

async function newSource(): Promise<InstallSource> {
  const { folder } = await installMedium();
  return readSource(realSystem('/'), { folder, name: 'the medium' });
}

/** Files on a partition as GRUB reads them. */
function grub(device: string, ...words: string[]): string {
  return output('grub-fstest', device, ...words);
}

describe('an installed disk', () => {
  it.each([
    { table: 'gpt', mbr: false, types: ['21686148', 'C12A7328', '0FC63DAF'] },
    { table: 'mbr', mbr: true, types: ['ef', '83'] },
  ])('has file systems without a flaw, and everything on them: $table', async ({ mbr, types }) => {
    const disk = emptyDisk();

    const { error } = await carryOut(planFor({ mbr }), disk, source);

    expect(error).toBeUndefined();
    const listing = JSON.parse(output('sfdisk', '--json', disk)) as {
      partitiontable: { partitions: { type: string }[] };
    };
    const found = listing.partitiontable.partitions.map(({ type }) => type.split('-')[0]);
    expect(found).toEqual(types);
    expect([labelOf(disk, 'boot'), labelOf(disk, 'state')]).toEqual(['K3OS_GRUB', 'K3OS_STATE']);
    expect(startsSomething(disk)).toBe(true);

    withPart(disk, 'boot', (device) => {
      expect(output('fsck.vfat', '-n', device)).toMatch(/: \d+ files, \d+\/\d+ clusters\n$/);
      expect(output('mdir', '-/', '-b', '-i', device, '::/').split('\n').sort()).toEqual(
        [
          '',
          '/',
          '/EFI/',
          '/EFI/BOOT/',
          '/EFI/BOOT/BOOTX64.EFI',
          '/grub/',
          '/grub/grub.cfg',
          '/grub/grubenv',
          '/grub/grubenv.copy',
          '/grub/install.env',
        ]
          .map((path) => path && `::${path}`)
          .filter((path) => path !== '::/'),
      );
      expect(output('mtype', '-i', device, '::/grub/grubenv')).toMatch(/^# GRUB .*\ngood=1\n#+$/);
      expect(output('mtype', '-i', device, '::/grub/install.env')).toContain(
        `state_uuid=${uuid}\nwords=console=tty1 console=ttyS1,9600\nserial=--unit=1 --speed=9600\n`,
      );
    });
    withPart(disk, 'state', (device) => {
      expect(output('e2fsck', '-fn', device)).not.toContain('FAILED');
      expect(output('blkid', '-p', '-o', 'value', '-s', 'UUID', device).trim()).toBe(uuid);
      expect(grub(device, 'cat', '(loop0)/k3os/system/config.yaml')).toBe(config);
      expect(grub(device, 'ls', '(loop0)/k3os/system/')).toMatch(
        /k3os\/.*config\.yaml|config\.yaml.*k3os\//,
      );
      expect(grub(device, 'cat', '(loop0)/k3os/system/generations/1/generation.json')).toContain(
        '"origin": "k3os v0.2.0 from the medium"',
      );
      expect(output('debugfs', '-R', 'stat /k3os/system/config.yaml', device)).toMatch(
        /Mode: +0600/,
      );
    });
  });

  it('can have large sectors', async () => {
    const file = emptyDisk();
    const disk = output('losetup', '--find', '--show', '--sector-size=4096', file).trim();
    try {
      const steps = planFor({ sectorBytes: 4096 });

      expect(await carryOut(steps, disk, source, { sectorBytes: 4096 })).toMatchObject({
        error: undefined,
      });
      expect(output('sfdisk', '--json', disk)).toMatch(/"sectorsize": 4096/);
    } finally {
      output('losetup', '--detach', disk);
    }
  });

  it('has its boot loader for a BIOS as GRUB itself would put it there', async () => {
    const disk = emptyDisk();
    await carryOut(planFor(), disk, source);
    const own = output(
      'sh',
      '-c',
      `head -c 440 ${disk} | sha256sum; dd if=${disk} bs=1M skip=1 count=1 status=none | sha256sum`,
    );

    const { path: loader } = tempRoot();
    const tool = '/usr/lib/grub/i386-pc/grub-bios-setup';
    const scratch = emptyDisk();
    const [home, target] = [scratch, disk].map((file) =>
      output('losetup', '--find', '--show', file).trim(),
    );
    output('mkfs.ext2', '-q', home ?? '');
    output('mkdir', '-p', `${loader}/mnt`);
    output('mount', home ?? '', `${loader}/mnt`);
    output(
      'sh',
      '-c',
      `cp ${source.bootLoader}/*.img ${loader}/mnt/; printf '(hd0) ${target}\\n(hd1) ${home}\\n' >${loader}/map`,
    );
    const said = output(
      tool,
      '--no-rs-codes',
      '--skip-fs-probe',
      '-m',
      `${loader}/map`,
      '-d',
      `${loader}/mnt`,
      '-c',
      'core-gpt.img',
      target ?? '',
    );
    output('umount', `${loader}/mnt`);
    output('losetup', '--detach', home ?? '', target ?? '');

    expect(said).not.toContain('FAILED');
    expect(
      output(
        'sh',
        '-c',
        `head -c 440 ${disk} | sha256sum; dd if=${disk} bs=1M skip=1 count=1 status=none | sha256sum`,
      ),
    ).toBe(own);
  });
});

describe('a disk that does not keep what is written to it', () => {
  /** Takes something away between writing and reading again. */
  function losing(path: string): System {
    const system = realSystem('/');
    return {
      ...system,
      async exec(argv, options) {
        if (argv[0] === 'e2fsck') {
          output('debugfs', '-w', '-R', `rm ${path}`, argv.at(-1) ?? '');
        }
        return system.exec(argv, options);
      },
    };
  }

  it.each([
    '/k3os/system/generations/1/boot.env',
    '/k3os/system/generations/1/boot.sha256',
    '/k3os/system/generations/1/generation.json',
    '/k3os/system/kernel/6.12.0-1-amd64/initrd',
    '/k3os/system/config.yaml',
  ])('is found out when it loses %s', async (path) => {
    const disk = emptyDisk();

    const { error } = await carryOut(planFor(), disk, source, { system: losing(path) });

    expect(error).toContain(
      `(check-state) and can be tried again: ${path} is not what was written`,
    );
    expect(startsSomething(disk)).toBe(false);
  });
});

function hasNote(disk: string): boolean {
  return withPart(disk, 'state', (device) =>
    output('debugfs', '-R', `stat ${notStarted}`, device).includes('Type: regular'),
  );
}

describe('an installation that is cut short', () => {
  const steps = planFor();

  it.each(steps.map(({ kind }, index) => ({ kind, index })))(
    'before $kind starts nothing it should not, and can be done again',
    async ({ kind, index }) => {
      const disk = emptyDisk();
      expect(await carryOut(steps.slice(0, index), disk, source)).toMatchObject({
        error: undefined,
      });

      const bootable = index > steps.findIndex((step) => step.kind === 'write-boot');
      const divided = index > steps.findIndex((step) => step.kind === 'divide');
      expect(divided && startsSomething(disk)).toBe(bootable);
      const named = index > steps.findIndex((step) => step.kind === 'name-state');
      expect(divided && labelOf(disk, 'state') === 'K3OS_STATE', `label before ${kind}`).toBe(
        named,
      );

      const noted = index > steps.findIndex((step) => step.kind === 'note-installation');
      expect(divided && hasNote(disk), `note before ${kind}`).toBe(noted);

      expect(await carryOut(steps, disk, source)).toMatchObject({ error: undefined });
      withPart(disk, 'state', (device) => {
        expect(grub(device, 'ls', '(loop0)/k3os/system/generations/')).not.toMatch(/\b2\//);
      });
    },
  );

  it('leaves a disk that starts nothing when the medium changes under it, and says which file', async () => {
    const disk = emptyDisk();
    const changing = await newSource();
    writeFileSync(changing.paths.kernel?.vmlinuz ?? '', 'another kernel');

    const { error } = await carryOut(steps, disk, changing);

    expect(error).toMatch(
      /installing to .* failed \(write-state\) and can be tried again: kernel 6\.12\S* is not what was verified/,
    );
    expect(startsSomething(disk)).toBe(false);
    expect(output('losetup', '--list', '--noheadings', '--output', 'BACK-FILE')).not.toContain(
      disk,
    );
    expect(output('findmnt', '/run/k3os/install/state')).toBe('FAILED: ');
  });
});
