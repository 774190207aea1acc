import { nearest } from '../../lib/nearest.ts';
import type { Check } from '../fields.ts';

/** The names of src/datasources/registry.ts, which is loaded only when somebody is asked; a test compares them. */
export const known: readonly string[] = [
  ...['auto', 'aws', 'gcp', 'azure', 'digitalocean', 'hetzner', 'scaleway', 'vultr', 'oracle'],
  ...['akamai', 'exoscale', 'openstack', 'packet', 'equinixmetal'],
  ...['vmware', 'nutanix', 'kubevirt', 'ibmcloud', 'proxmox', 'nocloud', 'nocloud-net'],
  ...['configdrive', 'cdrom', 'smbios', 'fw_cfg', 'file=PATH', 'url=URL'],
];

export const dataSource: Check = (value) => {
  const [name, argument = ''] = splitOnce(value);
  const isKnown = known.some((each) => {
    const [knownName, wants] = splitOnce(each);
    return knownName === name && (wants === undefined) === (argument === '');
  });
  if (isKnown && !/\s/.test(value)) {
    return undefined;
  }
  const meant = nearest(value, known);
  // Of some thirty names one that is meant tells more than all.
  return meant === undefined
    ? `must be one of ${known.join(', ')}`
    : `is no data source: did you mean ${meant}?`;
};

/** `file=PATH` → name and the rest. */
function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
