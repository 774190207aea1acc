import type { Access } from '../access.ts';
import type { DataSource } from '../data-source.ts';
import { type Documents, linesOf, textOf } from '../documents/documents.ts';
import {
  networkConfigDocument,
  networkConfigPath,
  newestVersion,
  parseOpenstack,
} from '../documents/openstack-tree.ts';
import { fetchOptional } from '../documents/readable.ts';
import { isConfigDrive } from '../local/configdrive.ts';
import type { Platform } from '../machine/platform.ts';

const products = ['OpenStack Nova', 'OpenStack Compute'];
const tags = [
  ...products,
  ...['OpenTelekomCloud', 'SAP CCloud VM', 'HUAWEICLOUD', 'Samsung Cloud Platform'],
];

/** What k3OS took from the tree in EC2's style, whose names are not all in the other one. */
const ec2Facts = ['public-ipv4', 'local-ipv4', 'instance-type', 'instance-id'];
/** That tree is no loss where it fails, and nobody waits for it. */
const atOnce = {
  none: [400, 401, 403, 404, 410, 500, 501, 502, 503, 504],
  tryMs: 2000,
  maxTries: 1,
};

/** The metadata service of OpenStack. Where there is a config drive, that is asked instead. */
export const openstack: DataSource = {
  name: 'openstack',
  provider: 'openstack',
  needs: 'either',

  matches: (platform) => isOpenstack(platform) && !platform.volumes.some(isConfigDrive),

  async fetch({ http, host }) {
    const base = `http://${host}/openstack`;
    const listing = { versions: (await http.request(`${base}/`))?.body };
    const version = newestVersion(linesOf(textOf(listing, 'versions')));
    const tree = await treeBelow(http, `${base}/${version}`);
    return { ...tree, ...(await networkConfig(http, base, tree)), ...(await ec2Tree(http, host)) };
  },

  parse(documents) {
    const data = parseOpenstack(documents);
    const fact = (name: string) => textOf(documents, `ec2/${name}`);
    return {
      ...data,
      facts: {
        ...data.facts,
        public_ipv4: fact('public-ipv4'),
        local_ipv4: fact('local-ipv4'),
        instance_type: fact('instance-type'),
        instance_id: fact('instance-id') ?? data.instanceId,
      },
    };
  },
};

/** Bare metal has no such signs: there the source is to be configured. */
function isOpenstack({ dmi }: Platform): boolean {
  return products.includes(dmi.product_name) || tags.includes(dmi.chassis_asset_tag);
}

async function treeBelow(http: Access['http'], folder: string): Promise<Documents> {
  // Whatever else there may be: without the first one it is not there yet.
  const meta = await http.request(`${folder}/meta_data.json`, { none: [] });
  const user = await http.request(`${folder}/user_data`);
  const network = await fetchOptional('network_data.json', async (request) => {
    return (await http.request(`${folder}/network_data.json`, request))?.body;
  });
  return { 'meta_data.json': meta?.body, user_data: user?.body, ...network };
}

async function networkConfig(
  http: Access['http'],
  base: string,
  tree: Documents,
): Promise<Documents> {
  const path = networkConfigPath(tree);
  return path === undefined
    ? {}
    : fetchOptional(networkConfigDocument, async (request) => {
        return (await http.request(`${base}/${path}`, request))?.body;
      });
}

async function ec2Tree(http: Access['http'], host: string): Promise<Documents> {
  const documents: Record<string, Buffer | undefined> = {};
  try {
    for (const name of ec2Facts) {
      const answer = await http.request(`http://${host}/latest/meta-data/${name}`, atOnce);
      documents[`ec2/${name}`] = answer?.body;
    }
  } catch {
    // What came until then is all.
  }
  return documents;
}
