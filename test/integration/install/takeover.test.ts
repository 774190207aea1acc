import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { System } from '../../../src/effects/system.ts';
import { exitCodes } from '../../../src/errors.ts';
import { changeBootState } from '../../../src/generations/change-state.ts';
import { clearBefore } from '../../../src/generations/clear-before.ts';
import { commit } from '../../../src/generations/transitions.ts';
import { menuBeside } from '../../../src/install/takeover/menu.ts';
import { mountableMedium } from '../../support/install-medium.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { output } from './disk-image.ts';
import {
  asGrubReads,
  machineOf,
  type OtherLinux,
  oldMenu,
  otherLinux,
  takeover,
  uuid,
} from './other-linux.ts';

let iso: Awaited<ReturnType<typeof mountableMedium>>;
beforeAll(async () => {
  iso = await mountableMedium();
});

const mounted: OtherLinux[] = [];
afterEach(() => {
  for (const each of mounted.splice(0)) {
    each.end();
  }
});

function linux(given: Parameters<typeof otherLinux>[0] = {}): OtherLinux {
  const made = otherLinux(given);
  mounted.push(made);
  return made;
}

const grub = '/boot/grub';
const kernel = '/k3os/system/kernel/6.12.0-1-amd64';

describe('taking over another Linux', () => {
  it('puts k3os beside it, where GRUB finds all of it, and changes nothing else', async () => {
    const on = linux();
    const before = readFileSync(join(on.top, 'etc/fstab'));

    const { exitCode, said } = await takeover(on, iso);

    expect(exitCode, said).toBe(exitCodes.ok);
    expect(said).toMatch(/^beside {3}Debian GNU\/Linux 12 \(bookworm\) on \/dev\/loop/m);
    expect(asGrubReads(on.file, `${grub}/grub.cfg`)).toBe(menuBeside(uuid));
    expect(asGrubReads(on.file, `${grub}/grub.cfg.before-k3os`)).toBe(oldMenu);
    expect(asGrubReads(on.file, '/k3os/system/boot/grub/grubenv')).toMatch(
      /^# GRUB .*\ntrial=1\ntries=3\n#+$/,
    );
    expect(asGrubReads(on.file, '/k3os/system/boot/grub/install.env')).toContain(
      `state_uuid=${uuid}\n`,
    );
    expect(asGrubReads(on.file, `${kernel}/vmlinuz`)).toBeDefined();
    expect(asGrubReads(on.file, '/k3os/system/config.yaml')).toBe('k3os: {password: rancher}\n');
    expect(asGrubReads(on.file, '/k3os/system/takeover')).toBe('Debian GNU/Linux 12 (bookworm)\n');
    expect(readFileSync(join(on.top, 'etc/fstab'))).toEqual(before);
    expect(output('blkid', '-p', '-o', 'value', '-s', 'LABEL', on.device)).toBe(
      'cloudimg-rootfs\n',
    );
    expect(readdirSync(on.top).sort()).toEqual([
      ...['boot', 'etc', 'home', 'initrd.img', 'k3os', 'lost+found', 'usr', 'vmlinuz'],
    ]);
    expect(output('findmnt', '--list', '--noheadings')).not.toContain('k3os-install');
  });

  it('shows a plan and touches nothing', async () => {
    const on = linux();

    const { exitCode, said } = await takeover(on, iso, { planOnly: true });

    expect(exitCode).toBe(exitCodes.ok);
    expect(said).toMatch(/ 1\. write k3os beside what is there/);
    expect(existsSync(join(on.top, 'k3os'))).toBe(false);
    expect(readdirSync(join(on.top, grub)).sort()).toEqual([
      ...['grub.cfg', 'i386-pc', 'x86_64-efi'],
    ]);
  });

  it('can be done again, and keeps the menu that was there first', async () => {
    const on = linux();
    await takeover(on, iso);

    const { exitCode } = await takeover(on, iso);

    expect(exitCode).toBe(exitCodes.ok);
    expect(asGrubReads(on.file, `${grub}/grub.cfg.before-k3os`)).toBe(oldMenu);
    expect(asGrubReads(on.file, '/k3os/system/boot/grub/grubenv')).toMatch(/\ntrial=2\ntries=3\n/);
  });

  it('keeps the menu of a GRUB whose folder has the other name', async () => {
    const on = linux({ grub: 'grub2' });

    expect((await takeover(on, iso)).exitCode).toBe(exitCodes.ok);

    expect(asGrubReads(on.file, '/boot/grub2/grub.cfg.before-k3os')).toBe(oldMenu);
  });

  it.each([
    {
      when: 'GRUB lacks a module',
      change: (on: OtherLinux) => output('rm', join(on.top, grub, 'i386-pc/hashsum.mod')),
      says: /its GRUB lacks hashsum .*: grub-install/,
    },
    {
      when: 'it has no GRUB',
      change: (on: OtherLinux) => output('rm', '-r', join(on.top, grub)),
      says: /it is not started by GRUB 2/,
    },
    {
      when: 'there is no room',
      change: (on: OtherLinux) => output('fallocate', '-l', '1100M', join(on.top, 'large')),
      says: /has \d.* free, and k3os v0\.2\.0 .* takes/,
    },
  ])('touches nothing when $when', async ({ change, says }) => {
    const on = linux();
    change(on);

    expect((await takeover(on, iso)).exitCode).toMatch(says);

    expect(existsSync(join(on.top, 'k3os'))).toBe(false);
  });

  it('knows its partition by any of its names', async () => {
    const on = linux();
    const { path } = tempRoot({ '/by-label': { link: on.device } });

    expect((await takeover(on, iso, { device: join(path, 'by-label') })).exitCode).toBe(0);
  });

  it('touches nothing when another partition is meant', async () => {
    const { exitCode } = await takeover(linux(), iso, { device: '/dev/null' });

    expect(exitCode).toMatch(/is about \/dev\/loop\d+, where the root .* not about \/dev\/null/);
  });

  it('is complete when k3os has come up: nothing else is left, and the disk has its label', async () => {
    const on = linux();
    await takeover(on, iso);
    expect(await clearBefore(startedFrom(on))).toBe(false);
    const folder = `${on.top}/k3os/system`;
    changeBootState({ system: machineOf(), folder, boot: `${folder}/boot` }, (state) =>
      commit(state, 1),
    );

    expect(await clearBefore(startedFrom(on))).toBe(true);

    expect(readdirSync(on.top).sort()).toEqual(['boot', 'k3os', 'lost+found']);
    expect(readdirSync(join(on.top, 'k3os/system')).sort()).toEqual([
      ...['boot', 'config.yaml', 'generations', 'k3os', 'k3s', 'kernel'],
    ]);
    expect(output('blkid', '-p', '-o', 'value', '-s', 'LABEL', on.device)).toBe('K3OS_STATE\n');
    expect(asGrubReads(on.file, `${grub}/grub.cfg`)).toBe(menuBeside(uuid));
    expect(asGrubReads(on.file, '/k3os/system/takeover')).toBeUndefined();
    expect(await clearBefore(startedFrom(on))).toBe(false);
  });

  it('leaves a menu that GRUB can read, and all that it leads to, wherever the power is cut', async () => {
    const on = linux();
    const cuts: { at: string; menu: string | undefined; kernel: boolean }[] = [];
    const copy = join(tempRoot().path, 'cut.img');
    const look = (at: string) => {
      output('cp', '--sparse=always', on.file, copy);
      cuts.push({
        at,
        menu: asGrubReads(copy, `${grub}/grub.cfg`),
        kernel:
          asGrubReads(copy, `${grub}/grub.cfg.before-k3os`) === oldMenu &&
          asGrubReads(copy, '/k3os/system/boot/grub/grub.cfg') !== undefined &&
          asGrubReads(copy, `${kernel}/vmlinuz`) !== undefined,
      });
    };

    const writer = spawn('sh', ['-c', busy, 'sh', join(on.top, 'var')], { stdio: 'ignore' });
    try {
      await takeover(on, iso, { system: watched(machineOf(), on.top, look) });
      look('afterwards');
    } finally {
      writer.kill();
      await once(writer, 'exit');
    }

    const fresh = menuBeside(uuid);
    expect(cuts.filter(({ menu }) => menu !== oldMenu && menu !== fresh)).toEqual([]);
    expect(cuts.filter((cut) => cut.menu === fresh && !cut.kernel)).toEqual([]);
    expect(cuts.length).toBeGreaterThan(20);
    expect(cuts.at(-1)?.menu).toBe(fresh);
  });
});

/** A node whose /k3os/system is there, and whose /var is on that disk. */
function startedFrom({ device, top }: OtherLinux): System {
  const system = machineOf();
  return {
    ...system,
    files: {
      ...system.files,
      status: (path) => system.files.status(path.startsWith('/k3os/') ? `${top}${path}` : path),
    },
    exec: async (argv, options) =>
      argv[0] === 'findmnt'
        ? { status: 0, timedOut: false, stdout: `${device}\n`, stderr: '' }
        : system.exec(argv, options),
  };
}

/** What databases and logs of a Linux do: the journal is never empty, and parts of it come to the disk at any time. */
const busy = `
# Not before the program that is running has ended, which keeps the disk from being let go.
trap exit TERM
mkdir -p "$1"
while :; do
	for each in 1 2 3 4 5; do
		dd if=/dev/zero of="$1/$each" bs=64k count=8 conv=fsync 2>/dev/null
		mv "$1/$each" "$1/old-$each"
	done
	rm "$1"/old-*
done`;

/** Looks after everything that may have changed the disk. */
function watched(system: System, top: string, look: (at: string) => void): System {
  const changing = ['writeAtomically', 'overwrite', 'copy', 'rename', 'remove', 'link'];
  return {
    ...system,
    async exec(argv, options) {
      const result = await system.exec(argv, options);
      if (['ln', 'sync', 'sh'].includes(argv[0] ?? '')) {
        look(argv.join(' '));
      }
      return result;
    },
    files: new Proxy(system.files, {
      get(files, name, receiver) {
        const method = Reflect.get(files, name, receiver);
        if (!changing.includes(String(name))) {
          return method;
        }
        return (...words: unknown[]) => {
          const result = method.apply(files, words);
          if (words.some((word) => String(word).startsWith(top))) {
            // The moment that counts, and how long it lasts is up to Linux.
            const times = String(words[1]).endsWith('/grub.cfg') ? 20 : 1;
            for (let time = 0; time < times; time += 1) {
              look(`${String(name)} ${String(words[0])}`);
            }
          }
          return result;
        };
      },
    }),
  };
}
