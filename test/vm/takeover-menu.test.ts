import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../src/dev/build.ts';
import { realSystem } from '../../src/effects/real-system.ts';
import { type BootState, parseBootState } from '../../src/generations/boot-state.ts';
import { changeBootState } from '../../src/generations/change-state.ts';
import type { Store } from '../../src/generations/places.ts';
import { commit, giveUp } from '../../src/generations/transitions.ts';
import type { MachineSpec } from '../../src/vm/machine-spec.ts';
import { type OtherLinux, otherLinux, takeover } from '../integration/install/other-linux.ts';
import { mountableMedium } from '../support/install-medium.ts';
import { copyOf, diskOf, onRoot } from './grub-disk/beside.ts';
import { tinyKernel } from './grub-disk/tiny-kernel.ts';
import { guest, startVm } from './support.ts';

const endMs = 120_000;
let iso: Awaited<ReturnType<typeof mountableMedium>>;
let whole: string;
const tiny = { vmlinuz: tinyKernel(), initrd: Buffer.alloc(4096, 'i') };

beforeAll(async () => {
  iso = await mountableMedium(tiny);
  whole = await takenOver();
}, endMs);

/** The disk of a Linux that was taken over, after `change` on its root. */
async function takenOver(
  change: (root: Root) => unknown = () => undefined,
  { kernel = tiny, from = iso } = {},
): Promise<string> {
  const linux = otherLinux({ kernel });
  try {
    const { said, exitCode } = await takeover(linux, from);
    expect(exitCode, said).toBe(0);
    change(rootOf(linux));
  } finally {
    linux.end();
  }
  return diskOf(linux.file);
}

interface Root {
  readonly store: Store;
  at(path: string): string;
}

function rootOf({ top }: OtherLinux): Root {
  const folder = `${top}/k3os/system`;
  return {
    store: { system: realSystem('/'), folder, boot: `${folder}/boot` },
    at: (path) => join(top, path),
  };
}

interface Start {
  readonly system: 'k3os' | 'Debian' | 'nothing';
  readonly words: readonly string[];
}

/** From power-on to power-off; the kernels write their command line and switch off. */
async function start(disk: string, more: Partial<MachineSpec> = {}): Promise<Start> {
  const drives = [{ kind: 'disk', file: disk } as const];
  const spec = { name: 'takeover-menu', memory: 128, cpus: 1, drives, ...more };
  const machine = await startVm(spec, { allow: ['boot-loader'] });
  await machine.ended(endMs);
  const console = readFileSync(join(project, 'dist/vm/takeover-menu.log'), 'utf8');
  const words = (/BOOT_IMAGE=.*/.exec(console)?.[0] ?? '').trim().split(' ');
  const k3os = words.includes('k3os.gen=1') ? 'k3os' : 'nothing';
  return { system: words.includes('root=/dev/vda3') ? 'Debian' : k3os, words };
}

/** What the boot loader goes by from now on. */
async function stateOf(disk: string): Promise<BootState> {
  const block = await onRoot(disk, '/k3os/system/boot/grub/grubenv');
  return parseBootState(Buffer.from(block)).state;
}

describe('a Linux that was taken over', () => {
  it('starts k3os three times, then itself for good', async () => {
    const disk = copyOf(whole);
    const starts: (Start & { readonly tries: number | undefined })[] = [];
    for (let count = 0; count < 5; count += 1) {
      starts.push({ ...(await start(disk)), tries: (await stateOf(disk)).tries });
    }

    expect(starts.map(({ system, tries }) => [system, tries])).toEqual([
      ['k3os', 2],
      ['k3os', 1],
      ['k3os', 0],
      ['Debian', 0],
      ['Debian', 0],
    ]);
    expect(starts[0]?.words).toEqual(
      expect.arrayContaining(['k3os.gen=1', 'k3os.trial=1', 'panic=10']),
    );
  });

  it.each<{ when: string; change: (root: Root) => unknown }>([
    {
      when: 'k3os was given up',
      change: ({ store }) => changeBootState(store, giveUp),
    },
    {
      when: 'the kernel of k3os is damaged',
      change: ({ at }) =>
        writeFileSync(at('k3os/system/kernel/6.12.0-1-amd64/vmlinuz'), Buffer.alloc(65_536, 'x')),
    },
    {
      when: 'both blocks are lost',
      change: ({ at }) => {
        writeFileSync(at('k3os/system/boot/grub/grubenv'), '');
        rmSync(at('k3os/system/boot/grub/grubenv.copy'));
      },
    },
    { when: 'k3os is gone', change: ({ at }) => rmSync(at('k3os'), { recursive: true }) },
  ])('starts itself when $when', async ({ change }) => {
    expect((await start(await takenOver(change))).system).toBe('Debian');
  });

  it('starts k3os for good once that has come up', async () => {
    const disk = await takenOver(({ store, at }) => {
      changeBootState(store, (state) => commit(state, 1));
      rmSync(at('k3os/system/takeover'));
    });

    for (let count = 0; count < 4; count += 1) {
      const { system, words } = await start(disk);
      expect([system, await stateOf(disk)]).toEqual(['k3os', { good: 1 }]);
      expect(words).not.toContain('k3os.trial=1');
    }
  });

  it('counts on UEFI as well, and goes on in the same start with a kernel that is whole', async () => {
    const { image, initrd } = await guest('cat /proc/cmdline; poweroff -f');
    const kernel = { vmlinuz: readFileSync(image), initrd: readFileSync(initrd) };
    const from = await mountableMedium(kernel);
    const uefi = { firmware: 'uefi', memory: 512 } as const;
    const disk = await takenOver(undefined, { kernel, from });
    const damaged = await takenOver(
      ({ at }) => writeFileSync(at('k3os/system/kernel/6.12.0-1-amd64/initrd'), 'x'),
      { kernel, from },
    );

    expect([(await start(disk, uefi)).system, (await stateOf(disk)).tries]).toEqual(['k3os', 2]);
    expect((await start(damaged, uefi)).system).toBe('Debian');
  });
});
