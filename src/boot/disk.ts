import { basename } from 'node:path';
import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';
import { places } from './places.ts';
import { bindIfThere, isThere, putTogether } from './put-together.ts';

const systemFolder = `${places.state}/k3os/system`;
const dataFolder = `${places.state}/k3os/data`;

/**
 * Puts together the root of a node that persists. Where the boot loader of the disk has started us, the initrd has mounted the
 * state and knows the generation; where the network has, the system in memory is used with the state of the disk.
 */
export async function prepareDisk(system: System, device: string | undefined): Promise<void> {
  if (!isThere(system, places.state) && device !== undefined) {
    await must(system, ['mkdir', '-p', places.state]);
    await must(system, ['mount', '-t', 'ext4', '-o', 'noatime', device, places.state]);
  }
  const booted = bootedParts(system);
  await putTogether(system, {
    system: systemFolder,
    data: dataFolder,
    before: [
      'mkdir -p "$data" "$system/k3os" "$system/k3s" "$system/kernel"',
      ...Object.entries(booted).map(([part, folder]) => renewLink(part, folder)),
    ],
    after: k3sParts(system, booted.k3s),
  });
}

/** The image of k3s has the folder that a node has below /k3os/system/k3s, by version. */
function k3sParts(system: System, folder: string | undefined): string[] {
  const [version] = (system.files.list(places.k3s) ?? []).filter((name) => name !== 'current');
  return version === undefined || folder === undefined
    ? []
    : bindIfThere(system, `${places.k3s}/${version}`, `/k3os/system/k3s/${folder}`);
}

/** Component to the name of its folder, as the generation that runs says. */
function bootedParts({ files }: System): Record<string, string> {
  const text = files.read(places.bootEnvironment)?.toString() ?? '';
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, part = '', path = ''] = /^(k3os|k3s|kernel)=(\/\S+)$/.exec(line) ?? [];
      return part === '' ? [] : [[part, basename(path)]];
    }),
  );
}

/**
 * k3OS's name for what runs, which follows what was booted: on trial, or after a choice in the boot menu, that is another
 * generation than the one that is called good. Renamed into place, since power may fail.
 */
function renewLink(part: string, folder: string): string {
  const link = `"$system/${part}/current"`;
  const fresh = `"$system/${part}/.tmp-current"`;
  return `[ "$(readlink ${link})" = ${folder} ] || { rm -f ${fresh}; ln -s ${folder} ${fresh}; mv -T ${fresh} ${link}; }`;
}
