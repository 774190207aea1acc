import { nearest } from '../../lib/nearest.ts';
import type { Check } from '../fields.ts';

const known = [
  ...['aws', 'cdrom', 'digitalocean', 'gcp', 'hetzner'],
  ...['openstack', 'packet', 'scaleway', 'vultr'],
];

export const dataSource: Check = (value) => {
  if (known.includes(value) || /^file=\S+$/.test(value)) {
    return undefined;
  }
  const meant = nearest(value, known);
  const advice = meant === undefined ? '' : `: did you mean ${meant}?`;
  return `must be one of ${known.join(', ')} or file=PATH${advice}`;
};
