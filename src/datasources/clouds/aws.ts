import { isIpv6Only } from '../../facts/machine-facts.ts';
import type { DataSource } from '../data-source.ts';
import { type Documents, idOf, linesOf, textOf } from '../documents/documents.ts';
import { maybeBase64 } from '../documents/maybe-base64.ts';
import { leavesOf } from '../http/leaves.ts';
import { withToken } from '../http/with-token.ts';
import type { Platform } from '../machine/platform.ts';

/** Tokens are below `latest` only: a path with a version answers 403. */
const services = {
  ipv4: 'http://169.254.169.254/latest',
  ipv6: 'http://[fd00:ec2::254]/latest',
};

const tokens = {
  headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '21600' },
  // Clouds that imitate EC2 know the first version of the service alone.
  none: [404, 405],
  header: 'X-aws-ec2-metadata-token',
};

const leaves = [
  ...['local-hostname', 'public-ipv4', 'local-ipv4', 'instance-type'],
  ...['placement/availability-zone', 'public-keys/'],
];

/** Amazon EC2 and what imitates it. */
export const aws: DataSource = {
  name: 'aws',
  provider: 'AWS',
  needs: 'network',

  matches: isEc2,

  async fetch({ http: plain, files }) {
    const service = services[isIpv6Only(files) ? 'ipv6' : 'ipv4'];
    const base = `${service}/meta-data`;
    const http = withToken(plain, { ...tokens, url: `${service}/api/token` });
    const id = await http.request(`${base}/instance-id`, { none: [] });
    const documents = await leavesOf(http, base, leaves);
    const keys = await leavesOf(http, base, keyLeaves(documents));
    const userdata = await http.request(`${service}/user-data`);
    return { 'instance-id': id?.body, ...documents, ...keys, 'user-data': userdata?.body };
  },

  parse(documents) {
    const instanceId = idOf(documents, 'instance-id');
    return {
      instanceId,
      hostname: firstName(textOf(documents, 'local-hostname')),
      sshKeys: keyLeaves(documents).flatMap((leaf) => linesOf(textOf(documents, leaf))),
      // The service decodes it; who encoded it before the tool did so, too, has it encoded still.
      userdata: maybeBase64(documents['user-data']),
      facts: {
        public_ipv4: textOf(documents, 'public-ipv4'),
        local_ipv4: textOf(documents, 'local-ipv4'),
        availability_zone: textOf(documents, 'placement/availability-zone'),
        instance_type: textOf(documents, 'instance-type'),
        instance_id: instanceId,
      },
    };
  },
};

/** Of Nitro, of Xen, and of Xen with an SMBIOS that says nothing but its ids. */
function isEc2({ dmi, hypervisorUuid }: Platform): boolean {
  // One machine of 2,000 has such a uuid by chance; that its serial number is the same is Amazon's habit.
  const isOwnUuid = dmi.product_uuid.toLowerCase() === dmi.product_serial.toLowerCase();
  return (
    dmi.sys_vendor === 'Amazon EC2' ||
    isEc2Uuid(hypervisorUuid) ||
    (isOwnUuid && isEc2Uuid(dmi.product_uuid))
  );
}

/** `ec2…`, or with the bytes of its first group the other way round. */
function isEc2Uuid(uuid: string): boolean {
  return /^(ec2|[\da-f]{4}2[\da-f]ec-)/i.test(uuid);
}

/** Where each key of the list is, `0=name`. There is no list where there is no key. */
function keyLeaves(documents: Documents): string[] {
  return linesOf(textOf(documents, 'public-keys/'))
    .map((line) => /^(\d+)=/.exec(line)?.[1])
    .filter((number) => number !== undefined)
    .map((number) => `public-keys/${number}/openssh-key`);
}

/** Where there are more, they are in one line. */
function firstName(names: string | undefined): string | undefined {
  return names?.split(/\s+/)[0]?.replace(/\.$/, '');
}
