import { factFault } from '../../lib/machine-fact-names.ts';
import { nearest } from '../../lib/nearest.ts';
import { parsePinned } from '../../lib/pinned-url.ts';
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
  if (isKnown && /\s/.test(value)) {
    return 'must have no blanks: write them as %20';
  }
  if (isKnown) {
    return name === 'url' ? urlFault(argument) : undefined;
  }
  const meant = known.find((each) => each.startsWith(`${name}=`)) ?? nearest(value, known);
  // Of some thirty names one that is meant tells more than all.
  const hint = meant === undefined ? `; there are ${known.join(', ')}` : `: did you mean ${meant}?`;
  return `is no data source${hint}`;
};

/** `file=PATH` → name and the rest. */
function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** Said with file and line: at the start it would be one more server that does not answer. */
function urlFault(written: string): string | undefined {
  const { url, sha256 } = parsePinned(written);
  // Facts of the machine stand in braces; they are no part of a scheme of their own.
  const sample = url.replace(/\$\{[^}]*\}/g, 'x');
  if (!URL.canParse(sample)) {
    return 'must be url=https://HOST/PATH, with / ? # in a password as %2F %3F %23';
  }
  if (!['http:', 'https:'].includes(new URL(sample).protocol)) {
    return 'must have http:// or https:// after url=';
  }
  return sha256 === undefined && url.includes('#')
    ? 'has something after # that is no sha256 (64 hex digits)'
    : factFault(url);
}
