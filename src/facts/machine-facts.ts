import type { FileSystem } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { factFault, type MachineFactName } from '../lib/machine-fact-names.ts';

type Files = Pick<FileSystem, 'read'>;

/** By what one URL can serve a fleet. */
const facts: Readonly<Record<MachineFactName, (files: Files) => string | undefined>> = {
  uuid: (files) => meaningful(textOf(files, '/sys/class/dmi/id/product_uuid')?.toLowerCase()),
  serial: (files) => meaningful(textOf(files, '/sys/class/dmi/id/product_serial')),
  mac: (files) => macOf(files),
  hostname: (files) => textOf(files, '/proc/sys/kernel/hostname'),
};

/** What makers leave behind when they forget to write a number: many machines have the same. */
const placeholder =
  /^(|0+|none|n\/a|unknown|default string|not (specified|applicable|available)|to be filled.*|system serial number|0?123456789|[0f-]+)$/i;

/**
 * `https://cfg/${mac}.yaml` for this machine.
 * @param what the setting that has it, for messages
 * @throws OperationError for a fact that it does not have, or that there is not
 */
export function fillTemplate(template: string, files: Files, what: string): string {
  const fault = factFault(template);
  if (fault !== undefined) {
    throw new OperationError(`${what}: it ${fault}`);
  }
  return template.replace(/\$\{([^}]*)\}/g, (written, name: MachineFactName) => {
    const value = facts[name](files);
    if (value === undefined) {
      throw new OperationError(
        `${what}: this machine has no ${name} of its own for ${written}; give it another URL`,
      );
    }
    // A colon is at home in a path, and a MAC address is looked for with it.
    return encodeURIComponent(value).replaceAll('%3A', ':');
  });
}

function textOf(files: Files, path: string): string | undefined {
  return files.read(path)?.toString().trim();
}

function meaningful(text: string | undefined): string | undefined {
  return text === undefined || placeholder.test(text) ? undefined : text;
}

/** Of the card that leads to the rest of the world. */
function macOf(files: Files): string | undefined {
  const name = linkOfRoute4(files) ?? linkOfRoute6(files);
  return name === undefined ? undefined : textOf(files, `/sys/class/net/${name}/address`);
}

/** Whether it reaches others by IPv6 and not by IPv4, which may still have an address of its own making. */
export function isIpv6Only(files: Files): boolean {
  return linkOfRoute4(files) === undefined && linkOfRoute6(files) !== undefined;
}

/** Whether it reaches others by any way at all. */
export function hasGateway(files: Files): boolean {
  return linkOfRoute4(files) !== undefined || linkOfRoute6(files) !== undefined;
}

/** Columns: Iface, Destination, Gateway, Flags, …, Mask. */
function linkOfRoute4(files: Files): string | undefined {
  const rows = (textOf(files, '/proc/net/route') ?? '').split('\n').map((row) => row.split(/\s+/));
  return rows.find(([, to, , , , , , mask]) => to === '00000000' && mask === '00000000')?.[0];
}

/** Columns: destination, its length, …; the last is the link. */
function linkOfRoute6(files: Files): string | undefined {
  const rows = (textOf(files, '/proc/net/ipv6_route') ?? '').split('\n');
  const found = rows.find((row) => /^0{32} 00 /.test(row) && !/\slo$/.test(row));
  return found?.trim().split(/\s+/).at(-1);
}
