import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';
import { places } from './places.ts';
import { bindIfThere, isThere, putTogether } from './put-together.ts';

/** Of the memory; the rest is for what runs, and for /run, /tmp and /etc. */
const dataSize = '60%';

/**
 * Puts together the root of a live node: the system from the initrd, everything writable in memory, the medium's
 * configuration and drivers when there is one.
 * @returns what a person should know
 */
export async function prepareLive(
  system: System,
  medium: string | undefined,
  kernelVersion: string,
): Promise<string[]> {
  const notes = medium === undefined ? [] : await openMedium(system, medium, kernelVersion);
  copyConfig(system);
  await putTogether(system, {
    system: places.system,
    data: places.data,
    before: writableParts,
    after: [
      ...bindIfThere(system, places.k3s, '/k3os/system/k3s'),
      ...mediumPart(system),
      openRancher,
    ],
  });
  return notes;
}

const writableParts = [
  `mkdir -p "$data" "$system/k3os" "$system/k3s" "$system/kernel"`,
  `mount -t tmpfs -o mode=755,nosuid,nodev,size=${dataSize} tmpfs "$data"`,
];

/**
 * A live node that has no configuration must let in whoever stands before it. sshd refuses empty passwords, and a password
 * of the configuration is set later, in the boot phase, before any login can be tried.
 */
const openRancher = `sed -i 's/^rancher:[^:]*:/rancher::/' "$target/etc/shadow"`;

/** Where an installer finds what it installs; k3OS's path. */
function mediumPart(system: System): string[] {
  const bind = bindIfThere(system, places.medium, '/run/k3os/iso');
  return bind.length === 0 ? [] : ['mkdir "$target/run/k3os/iso"', ...bind];
}

async function openMedium(
  system: System,
  device: string,
  kernelVersion: string,
): Promise<string[]> {
  await must(system, ['mkdir', '-p', places.medium]);
  await must(system, ['mount', '-o', 'ro', device, places.medium]);
  const image = `${places.medium}/k3os/system/kernel/${kernelVersion}/kernel.squashfs`;
  if (!isThere(system, image)) {
    return [`the medium has no drivers for kernel ${kernelVersion}: only those of the initrd`];
  }

  await must(system, ['mkdir', '-p', places.kernel]);
  await must(system, ['mount', '-t', 'squashfs', '-o', 'loop,ro', image, places.kernel]);
  return [];
}

/** What the medium says wins: it can be changed without building an image. */
function copyConfig({ files }: System): void {
  const content =
    files.read(`${places.medium}/k3os/system/config.yaml`) ?? files.read(places.bakedConfig);
  if (content !== undefined) {
    files.writeAtomically(`${places.system}/config.yaml`, content, { mode: 0o600 });
  }
}
