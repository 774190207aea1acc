import { changed, isMain, type NastyAnswer } from './answer.ts';

const noId = 'refused: DOC is no id: ';
const shape = (kind: string) => `refused: DOC is ${kind}, where names and values should be (MAIN)`;
const missing = {
  azure: 'refused: DOC: compute is missing (MAIN)',
  digitalocean: 'refused: DOC: droplet_id is missing (MAIN)',
  vultr: 'refused: DOC: instanceid is missing (MAIN)',
  hetzner: 'refused: DOC: instance-id is missing (MAIN)',
  openstack: 'refused: DOC: uuid is missing',
  // It has its id elsewhere, and all else is optional.
  gcp: 'name',
  // The firmware may know the id.
  akamai: 'key, user-data',
  'nocloud-net': 'user-data',
};
const file = 'error /run/config/userdata:1:';
const text = `${file} is plain text; configuration is keys and values, such as hostname: web-1`;

interface Given {
  readonly json: string;
  readonly told: string;
  readonly except: Readonly<Record<string, string>>;
}

const given: readonly Given[] = [
  {
    json: 'null',
    told: 'refused: DOC is empty (MAIN)',
    except: {
      'aws exoscale': 'name, key, user-data',
      openstack: 'refused: DOC is empty',
      'nocloud-net': 'user-data',
      url: '',
    },
  },
  {
    json: '[]',
    told: shape('a list'),
    except: {
      'aws exoscale': `${noId}"[]" (MAIN)`,
      openstack: shape('a list').replace(' (MAIN)', ''),
      url: `${file} is a list; configuration is keys and values, such as hostname: web-1`,
    },
  },
  {
    json: '5',
    told: shape('a number'),
    except: {
      'aws exoscale': 'name, key, user-data',
      // In YAML as it is read here all scalars are text.
      'hetzner nocloud-net': shape('a text'),
      openstack: shape('a number').replace(' (MAIN)', ''),
      url: text,
    },
  },
  {
    json: '"a"',
    told: shape('a text'),
    except: {
      'aws exoscale': `${noId}"\\"a\\"" (MAIN)`,
      openstack: shape('a text').replace(' (MAIN)', ''),
      url: text,
    },
  },
  {
    json: '{}',
    told: 'refused: DOC: id is missing (MAIN)',
    except: { ...missing, 'aws exoscale': `${noId}"{}" (MAIN)`, url: '' },
  },
  {
    json: '{"error": "gone"}',
    told: 'refused: DOC: id is missing (MAIN)',
    except: {
      ...missing,
      'aws exoscale': `${noId}"{\\"error\\": \\"gone\\"}" (MAIN)`,
      packet: 'refused: metadata: the service says: gone',
      url: 'warning /run/config/userdata:1: error: unknown key',
    },
  },
];

/** JSON that is well-formed and makes no sense. */
export const wrongTypes: readonly NastyAnswer[] = given.map(({ json, ...rest }) => ({
  ...rest,
  what: `${json} in place of a document`,
  serve: (asked) => (isMain(asked) ? changed(asked.good, () => json) : asked.good),
}));
