import { z } from 'zod';
import type { DataSource } from '../data-source.ts';
import { declaredBase64 } from '../documents/declared-base64.ts';
import {
  bytesOf,
  idOf,
  jsonOf,
  linesOf,
  optionalText,
  pick,
  textOf,
} from '../documents/documents.ts';
import { refusal } from '../http/answers.ts';
import type { MetadataAnswer, MetadataHttp } from '../http/metadata-http.ts';
import { readKeyLines } from './gcp/key-lines.ts';

// Not by its name, which a captive portal's resolver answers, too.
const base = 'http://169.254.169.254/computeMetadata/v1';
/** Half a MiB of attributes, in which JSON may write each `<` as six letters. */
const maxBytes = 4 * 1024 * 1024;

const Attributes = z
  .object({
    'user-data': optionalText,
    'user-data-encoding': optionalText,
    'ssh-keys': optionalText,
    sshKeys: optionalText,
    'block-project-ssh-keys': optionalText,
  })
  .default({});
type Attributes = z.output<typeof Attributes>;

/** Google Compute Engine. */
export const gcp: DataSource = {
  name: 'gcp',
  provider: 'GCP',
  needs: 'network',

  matches: ({ dmi }) =>
    ['Google Compute Engine', 'Google'].includes(dmi.product_name) ||
    dmi.product_serial.startsWith('GoogleCloud-'),

  async fetch({ http }) {
    const id = await ask(http, 'instance/id', { none: [] });
    const hostname = await ask(http, 'instance/hostname');
    const instance = await ask(http, 'instance/attributes/?recursive=true', { maxBytes });
    const project = await ask(http, 'project/attributes/?recursive=true', { maxBytes });
    return {
      id: id?.body,
      // Keys have an end, and this machine's clock may not be set yet.
      date: bytesOf(id?.headers.date),
      ...{ hostname: hostname?.body, instance: instance?.body, project: project?.body },
    };
  },

  parse(documents) {
    const instance = pick(Attributes, jsonOf(documents, 'instance'), 'instance');
    const project = pick(Attributes, jsonOf(documents, 'project'), 'project');
    const lines = linesOf(keyText(instance, project));
    const { keys, notices } = readKeyLines(lines, Date.parse(textOf(documents, 'date') ?? ''));
    const userdata = userdataOf(instance);
    return {
      // Larger than what JavaScript counts exactly: it stays text.
      instanceId: idOf(documents, 'id'),
      hostname: textOf(documents, 'hostname'),
      sshKeys: keys,
      userdata: userdata.content,
      notices: [...notices, ...userdata.notices],
    };
  },
};

/** Refused without the header, and no other service than Google's sends it back. */
async function ask(
  http: MetadataHttp,
  path: string,
  options: { readonly none?: readonly number[]; readonly maxBytes?: number } = {},
): Promise<MetadataAnswer | undefined> {
  const url = `${base}/${path}`;
  const answer = await http.request(url, { ...options, headers: { 'Metadata-Flavor': 'Google' } });
  if (answer !== undefined && answer.headers['metadata-flavor'] !== 'Google') {
    throw refusal(url, 'was not answered by Google: something else answers there');
  }
  return answer;
}

/** `sshKeys` is the older name; an instance that has it wants no keys of the project. */
function keyText(instance: Attributes, project: Attributes): string {
  const isOwnOnly =
    instance.sshKeys !== undefined || isYes(instance['block-project-ssh-keys'] ?? '');
  return [instance, ...(isOwnOnly ? [] : [project])]
    .flatMap((attributes) => [attributes.sshKeys, attributes['ssh-keys']])
    .filter((text) => text !== undefined)
    .join('\n');
}

function isYes(text: string): boolean {
  return /^(true|t|yes|y|1)$/i.test(text.trim());
}

/** Values are text here; other bytes come as base64, which a second attribute says. */
function userdataOf(instance: Attributes): ReturnType<typeof declaredBase64> {
  const { 'user-data': text, 'user-data-encoding': encoding = '' } = instance;
  const content = bytesOf(text);
  if (content === undefined) {
    return { notices: [] };
  }
  if (encoding === 'base64') {
    return declaredBase64(text, 'user-data');
  }
  const notices =
    encoding === ''
      ? []
      : [`user-data-encoding ${encoding} is unknown: user-data is used as it is`];
  return { content, notices };
}
