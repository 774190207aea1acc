import { z } from 'zod';
import type { DataSource } from '../data-source.ts';
import { jsonOf, linesOf, optionalText, pick } from '../documents/documents.ts';
import { listOf } from '../network/link-draft.ts';

const base = 'http://169.254.42.42';

const Address = z.object({ address: optionalText });

const Conf = z.object({
  id: z.string().min(1),
  hostname: optionalText,
  name: optionalText,
  tags: listOf(z.string()),
  ssh_public_keys: listOf(z.object({ key: z.string() })),
  public_ip: Address.optional().catch(undefined),
  public_ips_v4: listOf(Address),
  /** Machines with routed addresses have none. */
  private_ip: optionalText,
  location: z.object({ zone_id: optionalText }).optional().catch(undefined),
  zone: optionalText,
});
type Conf = z.output<typeof Conf>;

/** Its vendor-data is not asked for: nothing uses it, and a failure would cost keys and user-data. */
export const scaleway: DataSource = {
  name: 'scaleway',
  provider: 'Scaleway',
  needs: 'network',

  matches: ({ dmi, cmdline }) =>
    dmi.sys_vendor === 'Scaleway' || cmdline.split(/\s+/).includes('scaleway'),

  async fetch({ http }) {
    const conf = await http.request(`${base}/conf?format=json`, { none: [] });
    // A port below 1024 proves that root asks; any other is refused.
    const userdata = await http.request(`${base}/user_data/cloud-init`, { fromLowPort: true });
    return { conf: conf?.body, userdata: userdata?.body };
  },

  parse(documents) {
    const conf = pick(Conf, jsonOf(documents, 'conf'), 'conf');
    return {
      instanceId: conf.id,
      hostname: conf.hostname ?? conf.name,
      sshKeys: [...new Set(keysOf(conf))],
      userdata: filled(documents.userdata),
      facts: {
        instance_id: conf.id,
        instance_location: conf.location?.zone_id ?? conf.zone,
        public_ip: conf.public_ip?.address ?? conf.public_ips_v4[0]?.address,
        private_ip: conf.private_ip,
      },
    };
  },
};

/** A tag cannot have blanks: `AUTHORIZED_KEY=ssh-ed25519_AAAA…_ops@example`. */
function keysOf({ ssh_public_keys: keys, tags }: Conf): string[] {
  const tagged = tags
    .filter((tag) => tag.startsWith('AUTHORIZED_KEY='))
    .map((tag) => tag.slice(tag.indexOf('=') + 1).replaceAll('_', ' '));
  return [...keys.map(({ key }) => key), ...tagged].flatMap(linesOf);
}

function filled(content: Buffer | undefined): Buffer | undefined {
  return content?.length === 0 ? undefined : content;
}
