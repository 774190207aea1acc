import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { isOwnInterface } from '../facts/interfaces.ts';
import { orAbsent, textOf } from '../facts/look.ts';
import { k3osVersion } from '../version.ts';
import { reloadLogins } from './issue.ts';
import { type NodeState, readStatus } from './status.ts';
import { loginLines, readWaysIn, type WaysIn } from './ways-in.ts';

/** Once per boot; the service that applies the configuration looks for it too. */
const done = '/run/k3os/announced';

export interface Announcement {
  readonly mode: string;
  readonly outcome: Exclude<NodeState, 'starting'>;
  readonly cause: string | undefined;
  readonly host: string;
  readonly version: string;
  readonly addresses: readonly string[];
  readonly waysIn: WaysIn;
}

const titles: Record<Announcement['outcome'], string> = {
  ok: 'has started.',
  degraded: 'has started, but not everything in its configuration could be applied:',
  failed: 'has NOT started as it should:',
};

/** The first line is for programs that watch a console, the others for people. */
export function announcementText(announcement: Announcement): string {
  const { mode, outcome, cause, host, version, addresses, waysIn } = announcement;
  const where = addresses.length === 0 ? 'no network address' : addresses.join(', ');
  const trouble =
    outcome === 'ok'
      ? []
      : [`  ${cause ?? 'the cause is not known'}`, 'Log in and run: sudo k3os status'];

  return [
    '',
    `k3os-booted mode=${mode} outcome=${outcome}`,
    `k3os ${version} on ${host} (${where}) ${titles[outcome]}`,
    ...trouble,
    ...loginLines(waysIn, addresses[0]),
  ].join('\n');
}

/** Tells on every console how the boot has ended, and lets the login prompts there follow. Never fails. */
export async function announce(system: System, print: (line: string) => void): Promise<void> {
  try {
    const mode = textOf(system.files, '/run/k3os/mode');
    // A sandbox's consoles are its host's.
    if (system.live && mode !== undefined && mode !== 'sandbox') {
      await announceOnce(system, mode);
      await reloadLogins(system);
    }
  } catch (error) {
    print(`k3os: the end of the boot cannot be announced: ${reasonOf(error)}`);
  }
}

async function announceOnce(system: System, mode: string): Promise<void> {
  const { files } = system;
  const { state: outcome, cause } = readStatus(files);
  if (outcome === 'starting' || files.status(done) !== undefined) {
    return;
  }

  const text = announcementText({
    mode,
    outcome,
    cause,
    host: textOf(files, '/proc/sys/kernel/hostname') ?? 'an unnamed node',
    version: k3osVersion,
    addresses: await addressesOf(system),
    waysIn: readWaysIn(files),
  });
  await system.exec(['/usr/lib/k3os/tell-consoles'], { stdin: text });
  files.writeAtomically(done, '', { mode: 0o644 });
}

async function addressesOf(system: System): Promise<string[]> {
  const { status, stdout } = await system.exec([
    ...['ip', '-json', 'address', 'show', 'up', 'scope', 'global'],
  ]);
  return status === 0 ? (orAbsent(() => parseAddresses(stdout)) ?? []) : [];
}

interface IpLink {
  readonly ifname?: string;
  readonly addr_info?: readonly { readonly local?: string; readonly temporary?: boolean }[];
}

/** `ip -json address`; addresses of the machine itself, those of version 4 first. */
export function parseAddresses(text: string): string[] {
  const links = JSON.parse(text) as readonly IpLink[];
  const addresses = links
    .filter(({ ifname }) => ifname !== undefined && isOwnInterface(ifname))
    .flatMap(({ addr_info: entries = [] }) => entries)
    .filter(({ temporary }) => temporary !== true)
    .flatMap(({ local }) => local ?? []);
  const isVersion4 = (address: string) => !address.includes(':');

  return [...addresses.filter(isVersion4), ...addresses.filter((address) => !isVersion4(address))];
}
