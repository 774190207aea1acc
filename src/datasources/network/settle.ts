import { interfaceList } from '../../config/checks/interfaces.ts';
import type { Finding } from '../../config/fields.ts';
import { familyOf } from '../../lib/ip-address.ts';
import type { Tell } from './link-draft.ts';
import type { NetworkInterface } from './network-interface.ts';

type Entries = readonly NetworkInterface[];

/** Gateways of one family need different metrics; documents that say none mean the first one. */
export function withMetrics(entries: Entries): Entries {
  return entries.map((entry, at) => {
    const families = familiesOf(entry);
    const rivals = entries
      .slice(0, at)
      .filter((earlier) => familiesOf(earlier).some((family) => families.includes(family)));
    return entry.metric !== undefined || rivals.length === 0
      ? entry
      : { ...entry, metric: 1000 + 100 * rivals.length };
  });
}

function familiesOf({ gateway = [] }: NetworkInterface) {
  return gateway.map(familyOf);
}

/** Without what a configuration refuses between values that are right by themselves. */
export function withoutFaults(entries: Entries, tell: Tell): Entries {
  const [finding] = interfaceList(entries.map(asWritten));
  if (finding === undefined) {
    return entries;
  }
  const [at, key, index] = finding.path as [number, keyof NetworkInterface | undefined, number];
  const entry = entries[at] as NetworkInterface;
  const values = key === undefined ? undefined : entry[key];
  const value = Array.isArray(values) ? `${key} ${values[index]}` : key;
  tell([labelOf(entry), value, finding.message].filter((part) => part !== undefined).join(': '));
  return withoutFaults(leaveOut(entries, finding), tell);
}

function leaveOut(entries: Entries, { path: [at, key, index] }: Finding): Entries {
  return entries.flatMap((entry, position) => {
    if (position !== at) {
      return [entry];
    }
    if (key === undefined) {
      return [];
    }
    const values = entry[key as keyof NetworkInterface];
    const rest = Array.isArray(values) ? values.toSpliced(index as number, 1) : [];
    return [{ ...entry, [key]: rest.length === 0 ? undefined : rest }];
  });
}

/** Numbers of a configuration are the text that they were. */
function asWritten({ vlan, metric, mtu, ...entry }: NetworkInterface) {
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return { ...entry, vlan: text(vlan), metric: text(metric), mtu: text(mtu) };
}

function labelOf({ name, parent, mac }: NetworkInterface): string {
  return name ?? mac ?? parent ?? 'a link';
}
