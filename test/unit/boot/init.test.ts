import { describe, expect, it } from 'vitest';
import { prepareRoot } from '../../../src/boot/init.ts';
import { places } from '../../../src/boot/places.ts';
import { recordingSystem, type SystemGiven } from '../../support/recording-system.ts';

const kernel = '6.12.1-amd64';
const programs: SystemGiven['programs'] = {
  [places.busybox]: {},
  blkid: {},
  find: {},
  mkdir: {},
  modprobe: {},
  mount: {},
};

function machine(cmdline: string, given: SystemGiven = {}) {
  return recordingSystem({
    files: {
      '/proc/cmdline': `${cmdline}\n`,
      '/proc/sys/kernel/osrelease': `${kernel}\n`,
      '/sys/class/tty/console/active': 'tty0 ttyS0\n',
      '/dev/tty1': { other: true },
      '/dev/ttyS0': { other: true },
      '/sys/class/block/sr0': { link: '../../devices/sr0' },
      [`${places.root}/etc/inittab`]: '::sysinit:/sbin/openrc sysinit\n',
      ...given.files,
    },
    programs: { ...programs, ...given.programs },
  });
}

async function prepare(system: ReturnType<typeof machine>) {
  const said: string[] = [];
  const failure = await prepareRoot({ system, print: (line) => said.push(line) }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const run = system.effects.flatMap((effect) =>
    effect.did === 'exec' ? [effect.argv.join(' ')] : [],
  );
  return { said, failure, run };
}

describe('preparing a live root', () => {
  it('looks at no disk when the command line says all there is to know', async () => {
    const system = machine('k3os.mode=live');

    const { failure, said, run } = await prepare(system);

    expect(failure).toBeUndefined();
    expect(said).toEqual(['k3os: starting in mode live']);
    expect(run.filter((line) => /^(blkid|modprobe|find)/.test(line))).toEqual([]);
    expect(system.text(`${places.root}/run/k3os/mode`)).toBe('live\n');
  });

  it('adds the power button, the watchdog and the logins to what init runs', async () => {
    const system = machine('k3os.mode=live console=ttyS0,9600');

    await prepare(system);

    expect(system.text(`${places.root}/etc/inittab`)?.split('\n')).toEqual([
      '::sysinit:/sbin/openrc sysinit',
      '::respawn:/usr/lib/k3os/power-button',
      '::respawn:/usr/lib/k3os/feed-watchdog',
      'tty1::respawn:/sbin/agetty --noclear tty1 linux',
      'ttyS0::respawn:/sbin/agetty --local-line 9600 ttyS0 vt220',
      '',
    ]);
  });

  it('opens rancher for whoever stands before it', async () => {
    const { run } = await prepare(machine('k3os.mode=live'));

    expect(run.at(-1)).toMatch(
      /\nsed -i 's\/\^rancher:\[\^:\]\*:\/rancher::\/' "\$target\/etc\/shadow"\n/,
    );
  });

  it('waits for the medium, tells so every few seconds, and goes on without it', async () => {
    const { failure, said } = await prepare(machine('k3os.mode=live k3os.medium=K3OS'));

    expect(failure).toBeUndefined();
    expect(said[0]).toBe('k3os: waiting for the boot medium labelled K3OS: 5 s of 30 s');
    expect(said).toContainEqual(
      expect.stringMatching(/^k3os: note: .* K3OS is not found after 30 s/),
    );
  });

  it('takes configuration and drivers from the medium', async () => {
    const system = machine('k3os.mode=live k3os.medium=K3OS', {
      programs: { blkid: { stdout: 'DEVNAME=/dev/sr0\nLABEL=K3OS\nTYPE=iso9660\n' } },
      files: {
        [`${places.medium}/k3os/system/config.yaml`]: 'hostname: medium\n',
        [places.bakedConfig]: 'hostname: baked\n',
        [`${places.medium}/k3os/system/kernel/${kernel}/kernel.squashfs`]: 'drivers',
        [places.kernel]: { directory: 0o755 },
        [`${places.kernel}/lib/modules`]: { directory: 0o755 },
      },
    });

    const { said, run } = await prepare(system);

    expect(said).toEqual(['k3os: starting in mode live']);
    expect(system.text(`${places.system}/config.yaml`)).toBe('hostname: medium\n');
    expect(system.files.status(`${places.system}/config.yaml`)?.mode).toBe(0o600);
    expect(run).toContain(`mount -o ro /dev/sr0 ${places.medium}`);
    expect(run.at(-1)).toContain(
      `\nmount --bind ${places.kernel}/lib/modules "$target/usr/lib/modules"\n`,
    );
  });

  it('uses the configuration that was baked in when the medium has none', async () => {
    const system = machine('k3os.mode=live', {
      files: { [places.bakedConfig]: 'hostname: baked\n' },
    });

    await prepare(system);

    expect(system.text(`${places.system}/config.yaml`)).toBe('hostname: baked\n');
  });

  it('makes do with the drivers of the initrd when those of the medium are for another kernel', async () => {
    const { failure, said } = await prepare(
      machine('k3os.mode=live k3os.medium=K3OS', {
        programs: { blkid: { stdout: 'DEVNAME=/dev/sr0\nLABEL=K3OS\nTYPE=iso9660\n' } },
        files: { [places.initrdModules]: { directory: 0o755 } },
      }),
    );

    expect(failure).toBeUndefined();
    expect(said).toContain(
      `k3os: note: the medium has no drivers for kernel ${kernel}: only those of the initrd`,
    );
  });
});

describe('preparing the root of an installed node', () => {
  const state = `${places.state}/k3os/system`;
  const bootEnv = [
    '# GRUB Environment Block',
    'generation=7',
    'k3os=/k3os/system/k3os/v0.2.0',
    'k3s=/k3os/system/k3s/v1.36.2+k3s1',
    'kernel=/k3os/system/kernel/6.12.1-amd64',
    '####',
  ].join('\n');

  it('uses the disk that the initrd has opened, and calls current what was booted', async () => {
    const system = machine('k3os.gen=7 k3os.state=1-2-3', {
      files: { [`${state}/config.yaml`]: '', [places.bootEnvironment]: bootEnv },
    });

    const { failure, said, run } = await prepare(system);

    expect(failure).toBeUndefined();
    expect(said).toEqual(['k3os: starting in mode local']);
    expect(system.text(`${places.root}/run/k3os/mode`)).toBe('local\n');
    expect(run.filter((line) => /^(blkid|mount|modprobe)/.test(line))).toEqual([]);
    expect(run.at(-1)).toContain('ln -s v1.36.2+k3s1 "$system/k3s/.tmp-current"');
    expect(run.at(-1)).not.toContain('etc/shadow');
  });

  it('mounts the disk itself when the network has started it', async () => {
    const blkid = { stdout: 'DEVNAME=/dev/vda3\nLABEL=K3OS_STATE\nTYPE=ext4\n' };

    const { failure, run } = await prepare(machine('k3os.mode=local', { programs: { blkid } }));

    expect(failure).toBeUndefined();
    expect(run).toContain(`mount -t ext4 -o noatime /dev/vda3 ${places.state}`);
  });
});

describe('what cannot be prepared', () => {
  it('ends with the first thing the shell said, not with its script', async () => {
    const stderr = 'mount: mounting tmpfs on /run/k3os/data failed: No such device\n';
    const system = machine('k3os.mode=live', {
      programs: { [places.busybox]: { status: 1, stderr } },
    });

    expect((await prepare(system)).failure).toBe(
      'the root of this node cannot be put together: mount: mounting tmpfs on /run/k3os/data failed: No such device',
    );
  });

  it('ends with the cause after the bound, not earlier', async () => {
    const system = machine('');

    const { failure } = await prepare(system);

    expect(failure).toMatch(/^no disk is labelled K3OS_STATE after 30 s/);
    expect(
      system.clock.now().getTime() - Date.parse('2026-01-02T03:04:05Z'),
    ).toBeGreaterThanOrEqual(30_000);
  });

  it('ends at once for a mode that does not exist', async () => {
    const system = machine('k3os.mode=nonsense');

    expect((await prepare(system)).failure).toMatch(/^k3os\.mode: this image cannot start in mode/);
    expect(system.effects.filter(({ did }) => did === 'sleep')).toEqual([]);
  });

  it('names the step that failed and what it said', async () => {
    const mount = { status: 32, stderr: 'mount: wrong fs type\nmount: more in dmesg\n' };
    const blkid = { stdout: 'DEVNAME=/dev/sr0\nLABEL=K3OS\nTYPE=iso9660\n' };
    const system = machine('k3os.mode=live k3os.medium=K3OS', { programs: { mount, blkid } });

    expect((await prepare(system)).failure).toBe(
      `mount -o ro /dev/sr0 ${places.medium}: mount: wrong fs type`,
    );
  });
});
