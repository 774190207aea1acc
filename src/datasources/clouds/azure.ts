import { z } from 'zod';
import { reasonOf } from '../../errors.ts';
import { publicKeyOf } from '../../lib/authorized-keys.ts';
import type { DataSource } from '../data-source.ts';
import { declaredBase64 } from '../documents/declared-base64.ts';
import {
  bytesOf,
  type Documents,
  jsonOf,
  optionalText,
  pick,
  textOf,
} from '../documents/documents.ts';
import type { MetadataHttp } from '../http/metadata-http.ts';
import type { Volume } from '../machine/platform.ts';
import type { Media } from '../media/media.ts';
import { type Provisioning, parseOvf } from './azure/ovf.ts';
import { reportReady } from './azure/report-ready.ts';

const base = 'http://169.254.169.254/metadata/instance?api-version=';
/** User-data came with the first; hosts that are older answer 400 to it. */
const versions = { wanted: '2021-08-01', older: '2019-06-01' };

const ovf = 'ovf-env.xml';
/** Why the DVD could not be read. */
const problem = 'why there is no ovf-env.xml';

const Instance = z.object({
  compute: z.object({
    vmId: z.string().min(1),
    name: optionalText,
    osProfile: z.object({ computerName: optionalText }).catch({}),
    publicKeys: z.array(z.object({ keyData: optionalText }).catch({})).catch([]),
    userData: optionalText,
  }),
});

/** Microsoft Azure. After the configuration `azure/report-ready.ts` has to tell it so. */
export const azure: DataSource = {
  name: 'azure',
  provider: 'Azure',
  needs: 'network',

  matches: ({ dmi }) => dmi.chassis_asset_tag === '7783-7084-3265-9085-8269-3286-77',

  async fetch({ http, media }) {
    return { instance: await instanceOf(http), ...(await provisioningOf(media)) };
  },

  // A deployment is given up where nobody reports within some twenty minutes.
  settle: ({ http }) => reportReady(http),

  parse(documents) {
    const { compute } = pick(Instance, jsonOf(documents, 'instance'), 'instance');
    const { provisioning, notices } = readProvisioning(documents);
    const keys = compute.publicKeys.map(({ keyData = '' }) => keyOf(keyData));
    const customData = declaredBase64(provisioning?.customData, `CustomData of ${ovf}`);
    const userData = declaredBase64(compute.userData, 'userData');
    return {
      instanceId: compute.vmId,
      hostname: compute.osProfile.computerName || provisioning?.hostname || compute.name,
      sshKeys: keys.filter((key) => key !== undefined),
      userdata: customData.content ?? userData.content,
      ...(customData.content === undefined ? {} : { isFirstUserdata: true }),
      notices: [
        ...notices,
        ...(keys.includes(undefined) ? ['an SSH key is left out: it is not one of OpenSSH'] : []),
        ...(customData.content === undefined ? userData.notices : customData.notices),
      ],
    };
  },
};

async function instanceOf(http: MetadataHttp): Promise<Buffer | undefined> {
  // 404 and 410 while the service is told of this machine.
  const options = { headers: { Metadata: 'true' }, none: [], notYet: [404, 410] };
  const answer = await http.request(`${base}${versions.wanted}`, { ...options, expected: [400] });
  return answer?.status === 400
    ? (await http.request(`${base}${versions.older}`, options))?.body
    : answer?.body;
}

/** The DVD is there at the first boot only. What is wrong with it must not cost the keys that the service has. */
async function provisioningOf(media: Media): Promise<Documents> {
  const reasons: string[] = [];
  for (const volume of await media.find(isProvisioningMedium, 0)) {
    try {
      const documents = await media.read(volume, [ovf]);
      if (documents[ovf]?.includes('ProvisioningSection')) {
        return documents;
      }
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  return { [problem]: bytesOf(reasons.join('; ')) };
}

function isProvisioningMedium({ isOptical, type }: Volume): boolean {
  return isOptical && (type === 'udf' || type === 'iso9660');
}

function readProvisioning(documents: Documents): {
  readonly provisioning?: Provisioning | undefined;
  readonly notices: readonly string[];
} {
  const reason = textOf(documents, problem);
  if (reason !== undefined) {
    return { notices: [`the provisioning DVD could not be read: ${reason}`] };
  }
  try {
    const text = textOf(documents, ovf);
    return { provisioning: text === undefined ? undefined : parseOvf(text, ovf), notices: [] };
  } catch (error) {
    return { notices: [`the provisioning DVD is left out: ${reasonOf(error)}`] };
  }
}

/** It may be broken into lines anywhere. */
function keyOf(keyData: string): string | undefined {
  return publicKeyOf(keyData.replace(/[\r\n]+/g, ''));
}
