import type { InstanceData } from '../instance-data.ts';
import type { Learned } from './combine.ts';
import { fileTreeOf } from './file-tree.ts';

/** A file of /run/config, as k3OS and scripts of its users know them. */
export interface RunFile {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
}

export const runConfig = '/run/config';
export const networkFile = `${runConfig}/interfaces.yaml`;

/** What holds secrets or lets somebody in; k3OS left user-data to everybody. */
const own = 0o600;
const everybodys = 0o644;

/** Where k3OS let the cloud's host name count before that of the configuration; everywhere else it counts where there is no other. */
const namingSources = ['aws', 'openstack'];

/** What is known, as files. Pure. */
export function runConfigFiles(learned: Learned): {
  readonly files: readonly RunFile[];
  readonly notices: readonly string[];
} {
  const { provider, hostname, sshKeys = [], userdata, instanceId, facts = {} } = learned;
  const { notices = [] } = learned;
  const tree = userdata === undefined ? undefined : fileTreeOf(userdata);
  const files = [
    ...file('provider', provider),
    ...file('userdata', userdata, own),
    ...file('hostname', hostname),
    ...(namingSources.includes(learned.source) ? file('local_hostname', hostname) : []),
    ...file('instance_id', instanceId),
    ...file('ssh/authorized_keys', sshKeys.map((key) => `${key}\n`).join(''), own),
    ...[networkFileOf(learned) ?? []].flat(),
    ...Object.entries(facts).flatMap(([name, value]) => file(name, value)),
    // Last, since the user says so.
    ...(tree?.files ?? []).flatMap(({ path, content, mode }) => file(path, content, mode)),
  ];
  const byPath = new Map(files.map((each) => [each.path, each]));
  return { files: [...byPath.values()], notices: [...notices, ...(tree?.notices ?? [])] };
}

/** Empty user-data is a file, as in k3OS; of the rest nothing is no file. */
function file(name: string, content: string | Buffer | undefined, mode = everybodys): RunFile[] {
  return content === undefined || content === ''
    ? []
    : [{ path: `${runConfig}/${name}`, content: Buffer.from(content as string), mode }];
}

/** A configuration of its own, which counts less than any that says something about interfaces; JSON is YAML. Pure. */
export function networkFileOf({ interfaces = [] }: InstanceData): RunFile | undefined {
  const content = `${JSON.stringify({ k3os: { interfaces } }, undefined, 2)}\n`;
  return interfaces.length === 0
    ? undefined
    : { path: networkFile, content: Buffer.from(content), mode: everybodys };
}
