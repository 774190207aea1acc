import type { DataSource } from '../data-source.ts';
import { idOf, linesOf, textOf } from '../documents/documents.ts';
import { maybeBase64 } from '../documents/maybe-base64.ts';
import { leavesOf } from '../http/leaves.ts';

const service = 'http://169.254.169.254/1.0';
const base = `${service}/meta-data`;

const leaves = [
  ...['local-hostname', 'public-keys', 'public-ipv4', 'local-ipv4'],
  ...['availability-zone', 'service-offering'],
];

/** Exoscale. The password that it hands out at port 8080 is left where it is: nobody logs in with one. */
export const exoscale: DataSource = {
  name: 'exoscale',
  provider: 'Exoscale',
  needs: 'network',

  matches: ({ dmi }) => dmi.product_name.startsWith('Exoscale'),

  async fetch({ http }) {
    const id = await http.request(`${base}/instance-id`, { none: [] });
    const documents = await leavesOf(http, base, leaves);
    const userdata = await http.request(`${service}/user-data`);
    return { 'instance-id': id?.body, ...documents, 'user-data': userdata?.body };
  },

  parse(documents) {
    const instanceId = idOf(documents, 'instance-id');
    return {
      instanceId,
      hostname: textOf(documents, 'local-hostname'),
      sshKeys: linesOf(textOf(documents, 'public-keys')),
      userdata: maybeBase64(documents['user-data']),
      facts: {
        public_ipv4: textOf(documents, 'public-ipv4'),
        local_ipv4: textOf(documents, 'local-ipv4'),
        availability_zone: textOf(documents, 'availability-zone'),
        instance_type: textOf(documents, 'service-offering'),
        instance_id: instanceId,
      },
    };
  },
};
