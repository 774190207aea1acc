import { isToken, isUserdata, type NastyAnswer } from './answer.ts';

const redirect = { status: 302, headers: { location: 'http://elsewhere.example/login?back=1' } };
const everything = 'name, key, user-data';
const inOne = 'azure digitalocean oracle';
const leads =
  'is redirected to http://elsewhere.example/login, which a metadata service never does';
const insecure =
  'refused: MAIN is redirected to http://elsewhere.example/login: from https only to https';
const switchedOff =
  'refused: FIRST answered 403: the service is switched off for this machine, or a proxy is in between';

/** What a status says. */
export const statuses: readonly NastyAnswer[] = [
  {
    what: 'nothing wrong',
    serve: ({ good }) => good,
    told: everything,
    except: { url: 'user-data' },
  },
  {
    what: '404 for user-data',
    serve: (asked) => (isUserdata(asked) ? { status: 404, body: 'Not found' } : asked.good),
    told: 'name, key',
    except: {
      // All attributes are one document, keys as well.
      gcp: 'name',
      'azure digitalocean': 'refused: MAIN answered 404',
      oracle: 'refused: http://169.254.169.254/opc/v1/instance/ answered 404',
      url: 'refused: MAIN is not there',
    },
  },
  {
    what: '404 for everything',
    serve: () => ({ status: 404, body: 'Not found' }),
    told: 'refused: FIRST answered 404',
    except: {
      // It may be one that knows no tokens, or no versions, or only the older one.
      aws: 'refused: MAIN answered 404',
      openstack: 'refused: http://169.254.169.254/openstack/latest/meta_data.json answered 404',
      oracle: 'refused: http://169.254.169.254/opc/v1/instance/ answered 404',
      'nocloud-net': 'refused: http://seed.example/base/ has neither user-data nor meta-data',
      url: 'refused: MAIN is not there',
    },
  },
  {
    what: '503 and 500, then the document, each time',
    serve: ({ before, good }) =>
      before < 2 ? { status: before === 0 ? 503 : 500, body: '<html>busy' } : good,
    told: everything,
    except: { url: 'user-data' },
  },
  {
    what: '429 with a Retry-After of a day, then all is well',
    serve: ({ isFirst, good }) =>
      isFirst ? { status: 429, headers: { 'retry-after': '86400' } } : good,
    told: everything,
    // Nothing says that this machine is there, and half a minute is more than what is then waited.
    except: { packet: 'refused: FIRST answered 429', url: 'user-data' },
  },
  {
    what: '503 for ever',
    serve: () => ({ status: 503, body: 'busy' }),
    told: 'refused: FIRST answered 503',
  },
  {
    what: '401 once',
    serve: (asked) =>
      asked.before === 0 && !isToken(asked) ? { status: 401, body: '<html>' } : asked.good,
    told: 'refused: FIRST answered 401',
    except: { 'aws akamai': everything },
  },
  {
    what: '401 for ever',
    serve: (asked) => (isToken(asked) ? asked.good : { status: 401, body: '<html>' }),
    told: 'refused: FIRST answered 401',
    except: { 'aws akamai': 'refused: MAIN answered 401 to a token that it has just given' },
  },
  {
    what: '403 for everything',
    serve: () => ({ status: 403, body: '<html>Forbidden' }),
    told: 'refused: FIRST answered 403',
    except: { 'aws akamai': switchedOff },
  },
  {
    what: 'a redirect to elsewhere',
    serve: () => redirect,
    told: `refused: FIRST ${leads}`,
    // A person has named their servers, which may therefore send to others.
    except: {
      url: insecure,
      'nocloud-net':
        'user-data\nwarning k3os.data_sources: network-config must have version 1 or 2: left out',
    },
    elsewhere: { 'nocloud-net': 3 },
  },
  {
    what: 'a redirect of user-data to elsewhere',
    serve: (asked) => (isUserdata(asked) ? redirect : asked.good),
    told: `refused: USERDATA ${leads}`,
    except: { [inOne]: `refused: MAIN ${leads}`, url: insecure, 'nocloud-net': everything },
    elsewhere: { 'nocloud-net': 1 },
  },
  {
    what: '204 for everything',
    serve: () => ({ status: 204 }),
    told: 'refused: DOC is empty (MAIN)',
    except: {
      'aws akamai': 'refused: FIRST gave no token: something else answers there',
      gcp: 'refused: FIRST was not answered by Google: something else answers there',
      openstack: 'refused: meta_data.json is absent or empty',
      'nocloud-net': 'refused: http://seed.example/base/ has neither user-data nor meta-data',
      url: 'refused: MAIN is empty',
    },
  },
];
