import { z } from 'zod';
import { isIpv6Only } from '../../facts/machine-facts.ts';
import type { DataSource } from '../data-source.ts';
import { declaredBase64 } from '../documents/declared-base64.ts';
import { jsonOf, linesOf, optionalText, pick, requiredText } from '../documents/documents.ts';

const services = { ipv4: 'http://169.254.169.254/opc', ipv6: 'http://[fd00:c1::a9fe:a9fe]/opc' };

const Instance = z.object({
  id: requiredText,
  hostname: optionalText,
  // Null or absent where nothing was given.
  metadata: z.object({ ssh_authorized_keys: optionalText, user_data: optionalText }).catch({}),
});

/** Oracle Cloud, virtual machines and bare metal alike. */
export const oracle: DataSource = {
  name: 'oracle',
  provider: 'Oracle',
  needs: 'network',

  matches: ({ dmi }) => dmi.chassis_asset_tag === 'OracleCloud.com',

  async fetch({ http, files }) {
    const base = services[isIpv6Only(files) ? 'ipv6' : 'ipv4'];
    const newer = await http.request(`${base}/v2/instance/`, {
      headers: { Authorization: 'Bearer Oracle' },
    });
    const answer = newer ?? (await http.request(`${base}/v1/instance/`, { none: [] }));
    return { instance: answer?.body };
  },

  parse(documents) {
    const { id, hostname, metadata } = pick(Instance, jsonOf(documents, 'instance'), 'instance');
    const { content, notices } = declaredBase64(metadata.user_data, 'user_data');
    return {
      ...{ instanceId: id, hostname, userdata: content, notices },
      sshKeys: linesOf(metadata.ssh_authorized_keys),
    };
  },
};
