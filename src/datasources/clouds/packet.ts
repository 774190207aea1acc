import { z } from 'zod';
import { OperationError } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import { DocumentError, jsonOf, optionalText, pick } from '../documents/documents.ts';

const base = 'https://metadata.platformequinix.com';
// To anything more exact it answers 406.
const headers = { Accept: '*/*' };

const Metadata = z.object({
  id: optionalText,
  hostname: optionalText,
  ssh_keys: z.array(z.string()).catch([]),
  error: optionalText,
});

/**
 * Equinix Metal, which was Packet. Its end was announced for June 2026; old configurations name it. Its machines have nothing that
 * tells them from others, so only a configuration can name it.
 */
export const packet: DataSource = {
  name: 'packet',
  aliases: ['equinixmetal'],
  provider: 'Packet',
  needs: 'network',

  matches: () => false,

  async fetch({ http }) {
    const metadata = await http.request(`${base}/metadata`, { headers, none: [] });
    const userdata = await http.request(`${base}/userdata`, { headers });
    return { metadata: metadata?.body, userdata: userdata?.body };
  },

  parse(documents) {
    const metadata = pick(Metadata, jsonOf(documents, 'metadata'), 'metadata');
    // It comes with a 200.
    if (metadata.error !== undefined && metadata.error !== '') {
      throw new OperationError(`metadata: the service says: ${metadata.error}`);
    }
    if (metadata.id === undefined) {
      throw new DocumentError('metadata', ': id is missing');
    }
    return {
      instanceId: metadata.id,
      hostname: metadata.hostname,
      sshKeys: metadata.ssh_keys,
      userdata: ownUserdata(documents.userdata),
    };
  },
};

/** Machines that boot by iPXE have its script there. */
function ownUserdata(content: Buffer | undefined): Buffer | undefined {
  return content === undefined ||
    content.length === 0 ||
    content.toString('latin1').startsWith('#!ipxe')
    ? undefined
    : content;
}
