import { plainEnvironment, type System } from '../effects/system.ts';
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
  await must(system, ['mkdir', '-p', places.root, places.data, places.system]);
  await must(system, mountTmpfs(places.data, `mode=755,nosuid,nodev,size=${dataSize}`));
  await must(system, [
    'mkdir',
    '-p',
    ...['k3os', 'k3s', 'kernel'].map((part) => `${places.system}/${part}`),
  ]);
  copyConfig(system);

  await must(system, ['sh', '-c', renderLayoutScript()], {
    env: {
      ...plainEnvironment,
      target: places.root,
      image: '',
      system: places.system,
      data: places.data,
    },
  });
  await addPart(system, places.k3s, '/k3os/system/k3s');
  const drivers = isThere(system, places.kernel) ? places.kernel : places.initrdModules;
  for (const part of ['modules', 'firmware']) {
    await addPart(system, `${drivers}/lib/${part}`, `/usr/lib/${part}`);
  }
  await openRancher(system);
  return notes;
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

async function addPart(system: System, from: string, to: string): Promise<void> {
  if (isThere(system, from)) {
    await must(system, ['mount', '--bind', from, `${places.root}${to}`]);
  }
}

/**
 * A live node that has no configuration must let in whoever stands before it. sshd refuses empty passwords, and a password
 * of the configuration is set later, in the boot phase, before any login can be tried.
 */
async function openRancher(system: System): Promise<void> {
  await must(system, ['chroot', places.root, 'passwd', '--quiet', '--delete', 'rancher']);
}

function mountTmpfs(path: string, options: string): string[] {
  return ['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', path];
}

function isThere({ files }: System, path: string): boolean {
  return files.status(path) !== undefined;
}
