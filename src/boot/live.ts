import { plainEnvironment, type System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { renderLayoutScript } from './layout-script.ts';
import { places } from './places.ts';
import { must } from './steps.ts';

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
  await putTogether(system);
  return notes;
}

/** One script, in a shell that starts nothing: dozens of programs, one after the other, would take seconds. */
async function putTogether(system: System): Promise<void> {
  const script = [
    'set -e',
    ...writableParts,
    renderLayoutScript(),
    ...addedParts(system),
    openRancher,
  ];
  const { status, stderr } = await system.exec([places.busybox, 'sh', '-c', script.join('\n')], {
    env: {
      ...plainEnvironment,
      target: places.root,
      image: '',
      system: places.system,
      data: places.data,
    },
  });
  if (status !== 0) {
    const said = stderr.trim().split('\n')[0] || `status ${status}`;
    throw new OperationError(`the root of this node cannot be put together: ${said}`);
  }
}

const writableParts = [
  `mkdir -p "$target" "$data" "$system/k3os" "$system/k3s" "$system/kernel"`,
  `mount -t tmpfs -o mode=755,nosuid,nodev,size=${dataSize} tmpfs "$data"`,
];

function addedParts(system: System): string[] {
  const drivers = isThere(system, places.kernel) ? places.kernel : places.initrdModules;
  const parts = {
    [places.k3s]: '/k3os/system/k3s',
    [`${drivers}/lib/modules`]: '/usr/lib/modules',
    [`${drivers}/lib/firmware`]: '/usr/lib/firmware',
  };
  return Object.entries(parts)
    .filter(([from]) => isThere(system, from))
    .map(([from, to]) => `mount --bind ${from} "$target${to}"`);
}

/**
 * A live node that has no configuration must let in whoever stands before it. sshd refuses empty passwords, and a password
 * of the configuration is set later, in the boot phase, before any login can be tried.
 */
const openRancher = 'chroot "$target" passwd --quiet --delete rancher';

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

function isThere({ files }: System, path: string): boolean {
  return files.status(path) !== undefined;
}
