import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../src/dev/build.ts';
import {
  type BootState,
  parseBootState,
  renderBootState,
} from '../../src/generations/boot-state.ts';
import { renderBlock } from '../../src/generations/environment-block.ts';
import type { MachineSpec } from '../../src/vm/machine-spec.ts';
import {
  type BootLoaders,
  type Disk,
  type DiskGiven,
  makeBootLoaders,
  makeDisk,
  stateUuid,
} from './grub-disk/disk.ts';
import { tinyKernel } from './grub-disk/tiny-kernel.ts';
import { eraseAt } from './power-cut/recorded-disk.ts';
import { guest, startVm } from './support.ts';

const endMs = 120_000;
const settled: BootState = { good: 5, previous: 4 };
const onTrial: BootState = { ...settled, trial: 6, tries: 3 };
const whole = tinyKernel();
const menu = readFileSync(join(project, 'config/boot/grub-disk.cfg'), 'utf8');
const mebibyte = 1024 ** 2;
/** GRUB's own block, filled to the last byte. */
const full = renderBootState(onTrial)
  .toString()
  .replace(/#*$/, (unused) => '.\n'.padStart(unused.length, 'x=y\n'));

interface Start {
  /** Command line of what was started. */
  readonly words: readonly string[];
  readonly generation: number;
  readonly console: string;
  /** What the boot loader goes by from now on. */
  readonly state: BootState;
}

/** From power-on to power-off; what is started writes its command line. */
async function start(name: string, disk: Disk, more: Partial<MachineSpec> = {}): Promise<Start> {
  const drives = [{ kind: 'disk', file: disk.file } as const];
  const spec = { name, memory: 128, cpus: 1, drives, ...more };
  const machine = await startVm(spec, { allow: disk.damaged ? ['boot-loader'] : [] });
  await machine.ended(endMs);
  const console = readFileSync(join(project, 'dist/vm', `${name}.log`), 'utf8');
  const line = /BOOT_IMAGE=.*/.exec(console)?.[0] ?? '';
  const [, generation] = / k3os\.gen=(\d+)/.exec(line) ?? [];
  return {
    words: line.trim().split(' '),
    generation: Number(generation),
    console,
    state: parseBootState(await disk.readBoot('grubenv')).state,
  };
}

describe('the boot menu of an installed system', () => {
  let loaders: BootLoaders;

  beforeAll(async () => {
    loaders = await makeBootLoaders();
  });

  const started = async (given: DiskGiven, more?: Partial<MachineSpec>) =>
    start('grub', await makeDisk(loaders, given), more);

  it('tries a new generation three times, then starts the good one for good', async () => {
    const disk = await makeDisk(loaders, { state: onTrial });
    const starts: Start[] = [];
    for (let count = 0; count < 5; count += 1) {
      starts.push(await start('grub', disk));
    }

    expect(starts.map(({ generation, state }) => [generation, state.tries])).toEqual([
      [6, 2],
      [6, 1],
      [6, 0],
      [5, 0],
      [5, 0],
    ]);
    expect(starts.map(({ words }) => words.includes('k3os.trial=1'))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it.each<{ when: string } & DiskGiven>([
    { when: 'is missing', boot: { 'grub.cfg': undefined } },
    { when: 'is empty', boot: { 'grub.cfg': '' } },
    { when: 'is no menu', boot: { 'grub.cfg': '\0'.repeat(4096) } },
    { when: 'is cut in half', boot: { 'grub.cfg': menu.slice(0, menu.length / 2) } },
  ])('tries a new generation, and counts, when the menu on the disk $when', async (given) => {
    const { generation, state, words } = await started({ state: onTrial, ...given });

    expect(generation).toBe(6);
    expect(state).toEqual({ ...onTrial, tries: 2 });
    expect(words).toContain('k3os.trial=1');
  });

  it('starts the good generation when nothing is left of the boot partition, on BIOS', async () => {
    const disk = await makeDisk(loaders, {
      boot: {},
      system: { 'generations/current': { link: '5' } },
    });
    eraseAt(disk.file, 2 * mebibyte, 40 * mebibyte);

    expect((await start('grub', disk)).generation).toBe(5);
  });

  it('never counts the starts of a good generation', async () => {
    const disk = await makeDisk(loaders, { state: settled });
    const before = await disk.readBoot('grubenv');

    for (let count = 0; count < 4; count += 1) {
      expect((await start('grub', disk)).generation).toBe(5);
    }

    expect(await disk.readBoot('grubenv')).toEqual(before);
  });

  it('tells the kernel which generation of which disk it belongs to, and what the installer knows', async () => {
    const { words } = await started({
      boot: {
        'install.env': renderBlock({
          state_uuid: stateUuid,
          words: 'console=tty1 console=ttyS1 a=b',
        }),
      },
    });

    expect(words).toEqual([
      'BOOT_IMAGE=(hd0,gpt3)/k3os/system/kernel/6.5.0/vmlinuz',
      'k3os.gen=5',
      `k3os.state=${stateUuid}`,
      'printk.devkmsg=on',
      'panic=10',
      'quiet',
      'console=tty1',
      'console=ttyS1',
      'a=b',
    ]);
  });

  it.each([
    { entry: 'previous', generation: 4, added: [] },
    { entry: 'rescue', generation: 5, added: ['rescue'] },
    { entry: 'rescue-serial', generation: 5, added: ['rescue=serial'] },
  ])('has an entry $entry, which takes no try', async ({ entry, generation, added }) => {
    const chosen = await started({
      state: onTrial,
      menu: (text) => text.replace('default=current', `default=${entry}`),
    });

    expect(chosen.generation).toBe(generation);
    expect(chosen.words.slice(-1 - added.length)).toEqual(['console=ttyS0', ...added]);
    expect(chosen.state).toEqual(onTrial);
  });

  it.each<{ when: string } & DiskGiven>([
    { when: 'missing', boot: { grubenv: undefined } },
    { when: 'empty', boot: { grubenv: '' } },
    { when: 'zeros', boot: { grubenv: Buffer.alloc(1024) } },
    { when: 'garbage', boot: { grubenv: Buffer.alloc(1024, 'garbage ') } },
    {
      when: 'that of another disk',
      boot: { grubenv: renderBootState({ good: 77, trial: 6, tries: 3 }) },
    },
    { when: 'without a good one', boot: { grubenv: renderBlock({ trial: '6', tries: '3' }) } },
    { when: 'one with a path for a number', boot: { grubenv: renderBlock({ good: '4/../77' }) } },
    { when: 'one with words for a number', boot: { grubenv: renderBlock({ good: '4 -o a = a' }) } },
  ])('goes by the second block when the first is $when', async ({ boot }) => {
    const { generation, words } = await started({ state: onTrial, ...(boot && { boot }) });

    expect(generation).toBe(5);
    expect(words).not.toContain('k3os.trial=1');
  });

  it.each<{ when: string; grubenv: Buffer | string }>([
    { when: 'half as long', grubenv: renderBootState(onTrial).subarray(0, 512) },
    { when: 'full', grubenv: full },
  ])('counts tries also in a block that is $when', async ({ grubenv }) => {
    const disk = await makeDisk(loaders, { state: settled, boot: { grubenv } });

    expect(await start('grub', disk)).toMatchObject({ generation: 6, state: { tries: 2 } });
  });

  it.each<{ when: string; variables: Record<string, string> }>([
    { when: 'has no tries left', variables: { good: '5', trial: '6', tries: '0' } },
    { when: 'has no number of tries', variables: { good: '5', trial: '6' } },
    { when: 'has more tries than there are', variables: { good: '5', trial: '6', tries: '4' } },
    { when: 'is none on this disk', variables: { good: '5', trial: '7', tries: '3' } },
    { when: 'is a path', variables: { good: '5', trial: '../../x', tries: '3' } },
  ])('starts the good generation when the trial $when', async ({ variables }) => {
    const { generation } = await started({ boot: { grubenv: renderBlock(variables) } });

    expect(generation).toBe(5);
  });

  it('takes no other variables from a block than those it knows', async () => {
    const hostile = {
      boot: '(hd9)',
      state: '(hd9)',
      words: 'init=/bin/sh',
      generations: '/x',
      root: 'hd9',
    };

    const { generation, words } = await started({
      boot: { grubenv: renderBlock({ ...hostile, good: '5', prefix: '/x', state_uuid: 'x' }) },
    });

    expect(generation).toBe(5);
    expect(words).not.toContain('init=/bin/sh');
    expect(words).toContain(`k3os.state=${stateUuid}`);
  });

  it('goes by the links when both blocks are lost', async () => {
    const { generation, words } = await started({
      boot: { grubenv: '', 'grubenv.copy': undefined, 'install.env': undefined },
      system: { 'generations/current': { link: '5' } },
    });

    expect(generation).toBe(5);
    expect(words).toContain(`k3os.state=${stateUuid}`);
  });

  it.each<{ when: string; system: DiskGiven['system'] }>([
    { when: 'kernel is missing', system: { 'kernel/6.6.0/vmlinuz': undefined } },
    { when: 'kernel is empty', system: { 'kernel/6.6.0/vmlinuz': '' } },
    {
      when: 'kernel is cut in half',
      system: { 'kernel/6.6.0/vmlinuz': whole.subarray(0, 32_768) },
    },
    { when: 'kernel is zeros', system: { 'kernel/6.6.0/vmlinuz': Buffer.alloc(65_536) } },
    { when: 'initrd is missing', system: { 'kernel/6.6.0/initrd': undefined } },
    { when: 'initrd is empty', system: { 'kernel/6.6.0/initrd': '' } },
    { when: 'initrd has another byte', system: { 'kernel/6.6.0/initrd': `${'i'.repeat(4095)}j` } },
    { when: 'folder is missing', system: { 'generations/6/boot.env': undefined } },
    { when: 'folder is damaged', system: { 'generations/6/boot.env': 'x'.repeat(1024) } },
    { when: 'digests are missing', system: { 'generations/6/boot.sha256': undefined } },
  ])('goes on with the good generation in the same start when the $when', async ({ system }) => {
    const { generation, words, state } = await started({
      state: onTrial,
      ...(system && { system }),
    });

    expect(generation).toBe(5);
    expect(words).not.toContain('k3os.trial=1');
    expect(state.tries).toBe(2);
  });

  it.each<{ when: string; system: DiskGiven['system'] }>([
    { when: 'is missing', system: { 'kernel/6.5.0/vmlinuz': undefined } },
    { when: 'is empty', system: { 'kernel/6.5.0/vmlinuz': '' } },
    { when: 'has no initrd', system: { 'kernel/6.5.0/initrd': undefined } },
    { when: 'has more than fits', system: { 'kernel/6.5.0/initrd': { zeros: 500_000_000 } } },
  ])('starts the generation before the good one when its kernel $when', async ({ system }) => {
    expect(await started({ ...(system && { system }) })).toMatchObject({ generation: 4 });
  });

  it('starts the good generation when the tries cannot be counted on the disk', async () => {
    const disk = await makeDisk(loaders, { state: onTrial });
    const words = [
      ...['-drive', `if=none,id=fixed,format=raw,readonly=on,file=${disk.file}`],
      ...['-device', 'virtio-blk-pci,drive=fixed'],
    ];

    const { generation, console } = await start('grub', disk, { drives: [], words });

    expect(generation).toBe(5);
    expect(console).toMatch(/the tries of generation 6 cannot be counted/);
  });

  it('restarts when nothing can be started, and does not wait for anybody', async () => {
    const disk = await makeDisk(loaders, {
      system: { 'kernel/6.5.0/vmlinuz': undefined, 'kernel/6.4.0/vmlinuz': undefined },
      menu: (text) => text.replace('sleep 30', 'sleep 1'),
    });
    const drives = [{ kind: 'disk', file: disk.file } as const];
    const machine = await startVm({
      name: 'grub',
      memory: 128,
      cpus: 1,
      drives,
      words: ['-no-reboot'],
    });

    expect(await machine.ended(endMs)).toBe('guest-reset');
  });

  describe('with Linux', () => {
    const memory = 512;
    let kernel: NonNullable<DiskGiven['kernel']>;

    beforeAll(async () => {
      const { image, initrd } = await guest('cat /proc/cmdline; poweroff -f');
      kernel = { vmlinuz: readFileSync(image), initrd: readFileSync(initrd) };
    });

    it.each(['bios', 'uefi'] as const)('starts a trial on %s, and counts', async (firmware) => {
      const disk = await makeDisk(loaders, { state: onTrial, kernel });

      const { generation, words, state } = await start('grub', disk, { firmware, memory });

      expect([generation, state.tries]).toEqual([6, 2]);
      expect(words).toContain('k3os.trial=1');
    });

    it.each<{
      when: string;
      state: BootState;
      system: NonNullable<DiskGiven['system']>;
      starts: number;
    }>([
      {
        when: 'the kernel of the trial is damaged',
        state: onTrial,
        system: { 'kernel/6.6.0/vmlinuz': Buffer.alloc(6_000_000, 'x') },
        starts: 5,
      },
      {
        when: 'the initrd of the good one does not fit into the memory',
        state: settled,
        system: { 'kernel/6.5.0/initrd': { zeros: 1_500_000_000 } },
        starts: 4,
      },
    ])('goes on with the one before it on UEFI when $when', async ({ starts, ...given }) => {
      const disk = await makeDisk(loaders, { ...given, kernel });

      const { generation, words } = await start('grub', disk, { firmware: 'uefi', memory });

      expect(generation).toBe(starts);
      expect(words).toContain('panic=10');
    });
  });
});
