import { basename } from 'node:path';
import type { System } from '../../effects/system.ts';
import { readLinks } from '../../facts/links.ts';
import { orAbsent, textOf } from '../../facts/look.ts';
import { fwCfgFile } from '../local/fw-cfg.ts';
import { oemStrings } from './oem-strings.ts';
import { type DmiField, dmiFields, type Link, type Platform } from './platform.ts';
import { readVolumes } from './read-volumes.ts';

/** What is a sign of a platform by being there. */
const statPaths = ['/proc/xen', fwCfgFile];

const entries = '/sys/firmware/dmi/entries';

/** Looks once, sends nothing. What is not there is empty: no machine has all of it. */
export async function readPlatform(system: System): Promise<Platform> {
  const { files } = system;
  const cmdline = textOf(files, '/proc/cmdline') ?? '';
  const own = { cmdline, links: readWiredLinks(system) };
  if (isContainer(files)) {
    const dmi = dmiOf(() => '');
    // A sandbox has drives of its own.
    const volumes = isSandbox(files) ? await readVolumes(system) : [];
    return { ...own, dmi, hypervisorUuid: '', oemStrings: [], volumes, present: [] };
  }

  // No device asks for it where the firmware has no ACPI.
  await system.exec(['modprobe', '--quiet', 'qemu_fw_cfg']);
  return {
    ...own,
    dmi: dmiOf((field) => dmiText(files, field)),
    hypervisorUuid: (textOf(files, '/sys/hypervisor/uuid') ?? '').toLowerCase(),
    oemStrings: readOemStrings(files),
    volumes: await readVolumes(system),
    present: statPaths.filter((path) => orAbsent(() => files.status(path)) !== undefined),
  };
}

type Files = System['files'];

function isSandbox(files: Files): boolean {
  return textOf(files, '/run/k3os/mode') === 'sandbox';
}

/** Hardware in /sys is then the host's. A sandbox is a container that behaves like a machine. */
function isContainer(files: Files): boolean {
  const marks = ['/run/systemd/container', '/run/.containerenv', '/.dockerenv'];
  return (
    isSandbox(files) ||
    marks.some((path) => orAbsent(() => files.status(path)) !== undefined) ||
    /(^|\0)container=./.test(textOf(files, '/proc/1/environ') ?? '')
  );
}

function dmiOf(read: (field: DmiField) => string): Platform['dmi'] {
  return Object.fromEntries(dmiFields.map((field) => [field, read(field)])) as Platform['dmi'];
}

/** A field that nobody has written has all bits set, and programs that write it down make dots of that. */
function dmiText(files: Files, field: DmiField): string {
  const content = orAbsent(() => files.read(`/sys/class/dmi/id/${field}`)) ?? Buffer.alloc(0);
  const text = content.toString('latin1').trim();
  if (/^[\u00ff.\s]*$/.test(text)) {
    return '';
  }
  // Kernels before 4.15 had it in capitals.
  return field === 'product_uuid' ? text.toLowerCase() : text;
}

function readOemStrings(files: Files): string[] {
  return (orAbsent(() => files.list(entries)) ?? [])
    .filter((name) => name.startsWith('11-'))
    .sort()
    .flatMap((name) => {
      const raw = orAbsent(() => files.read(`${entries}/${name}/raw`));
      return raw === undefined ? [] : oemStrings(raw);
    });
}

function readWiredLinks({ files }: System): Link[] {
  return readLinks(files)
    .filter(({ kind }) => kind === 'cable')
    .map(({ name, mac }) => {
      const folder = `/sys/class/net/${name}`;
      const driver = basename(
        orAbsent(() => files.status(`${folder}/device/driver`))?.target ?? '',
      );
      return { name, mac, driver, index: Number(textOf(files, `${folder}/ifindex`) ?? 0) };
    })
    .sort((one, other) => one.index - other.index)
    .map(({ name, mac, driver }) => ({ name, mac, driver }));
}
