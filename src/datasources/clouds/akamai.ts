import { z } from 'zod';
import { isIpv6Only } from '../../facts/machine-facts.ts';
import type { DataSource } from '../data-source.ts';
import { declaredBase64 } from '../documents/declared-base64.ts';
import { jsonOf, optionalText, pick, textOf } from '../documents/documents.ts';
import { withToken } from '../http/with-token.ts';
import type { Platform } from '../machine/platform.ts';

const services = { ipv4: 'http://169.254.169.254/v1', ipv6: 'http://[fd00:a9fe:a9fe::1]/v1' };
const json = { headers: { Accept: 'application/json' } };

const tokens = {
  headers: { 'Metadata-Token-Expiry-Seconds': '300', Accept: 'text/plain' },
  header: 'Metadata-Token',
};

const Instance = z.object({ id: optionalText, label: optionalText }).default({});
/** By users; null where a user has none. */
const Keys = z
  .object({ users: z.record(z.string(), z.array(z.string()).catch([])) })
  .catch({ users: {} });

/** Akamai, which was Linode. */
export const akamai: DataSource = {
  name: 'akamai',
  provider: 'Akamai',
  needs: 'network',

  matches: ({ dmi }) => ['Akamai', 'Linode'].includes(dmi.sys_vendor),

  async fetch({ http: plain, platform, files }) {
    if (!hasService(platform)) {
      return {};
    }
    const base = services[isIpv6Only(files) ? 'ipv6' : 'ipv4'];
    const http = withToken(plain, { ...tokens, url: `${base}/token` });
    const instance = await http.request(`${base}/instance`, { ...json, none: [] });
    const keys = await http.request(`${base}/ssh-keys`, json);
    const userdata = await http.request(`${base}/user-data`, { headers: { Accept: '*/*' } });
    return { instance: instance?.body, 'ssh-keys': keys?.body, 'user-data': userdata?.body };
  },

  parse(documents, { dmi }) {
    const { id, label } = pick(Instance, jsonOf(documents, 'instance'), 'instance');
    const { users } = pick(Keys, jsonOf(documents, 'ssh-keys'), 'ssh-keys');
    const { content, notices } = declaredBase64(textOf(documents, 'user-data'), 'user-data');
    return {
      // The same number.
      instanceId: id ?? (dmi.product_serial || undefined),
      hostname: hostnameOf(label),
      sshKeys: [...new Set(Object.values(users).flat())],
      ...{ userdata: content, notices },
    };
  },
};

/** Regions without the service say so: it is switched off before and after the network is up. */
function hasService({ dmi }: Platform): boolean {
  const options = dmi.board_serial.split(';').map((option) => option.trim());
  return !(options.includes('als=0') && options.includes('ais=0'));
}

/** A label may have underscores and dots, neither of which a host name of one part can have. */
function hostnameOf(label: string | undefined): string | undefined {
  const name = label
    ?.replace(/[^a-z0-9]+/gi, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return name === '' ? undefined : name;
}
