import { posix } from 'node:path';
import type { Action } from '../effects/action.ts';
import { withManagedBlock } from '../lib/managed-block.ts';
import { fstabLine, type MountEntry, mountPoints } from '../lib/mount-table.ts';
import type { Applier, PlanContext } from './applier.ts';
import { ensureFile, textOf } from './ensure.ts';
import { located, originAt } from './origin.ts';
import { isUserFile } from './user-files.ts';

const table = '/etc/fstab';
const mounted = '/proc/self/mountinfo';

/** Mounting over these would take the system itself away. */
const refused = /^\/($|(proc|sys|dev|run|etc|usr|bin|sbin|lib|lib64|boot|k3os)(\/|$))/;
const allowed = /^\/usr\/local\//;
/** Over these it would hide the configuration, or the keys that let people in. */
const hiding = /^\/(home(\/[^/]+(\/\.ssh)?)?|var(\/lib(\/rancher(\/k3os(\/.*)?)?)?)?)$/;
const network = /^(nfs4?|cifs|smb3|ceph|glusterfs|9p)$/;

interface Numbered extends MountEntry {
  readonly index: number;
}

/** cloud-init's `mounts`, with its defaults (defaults,nofail 0 2). */
export const mounts: Applier = {
  id: 'mounts',

  needs({ mounts: wanted = [] }) {
    const entries = wanted.map(entryOf);
    const paths = entries.flatMap(({ device, point }) => [device, point]).filter(isPath);
    return { files: [table, mounted, ...paths] };
  },

  plan(config, context) {
    const { facts } = context;
    const entries = (config.mounts ?? []).map((fields, index) => ({ ...entryOf(fields), index }));
    const good = entries.filter((entry) => refusal(entry) === undefined);
    const problems = entries
      .filter((entry) => refusal(entry) !== undefined)
      .map((entry) => located(context, ['mounts', entry.index], `mounts: ${refusal(entry)}`));

    const content = withManagedBlock(textOf(facts, table), good.map(fstabLine));
    const file = { path: table, content, mode: 0o644, ...originAt(context, ['mounts']) };
    const isOurs = entries.length > 0 || textOf(facts, table).includes('# k3os begin');
    const written = isOurs && !isUserFile(config, table) ? ensureFile(facts, file) : [];

    const due = good.filter((entry) => isDue(entry, context));
    const points = mountPoints(textOf(facts, mounted));
    const missing = due.filter((entry) => !points.has(entry.point));
    return {
      actions: [...written, ...missing.flatMap((entry) => mount(entry, context))],
      problems,
    };
  },
};

function entryOf(fields: readonly string[]): MountEntry {
  const [device = '', point = '', type = '', options = '', dump = '', pass = ''] = fields;
  return {
    device: /^(sd|vd|xvd|nvme|mmcblk)[a-z0-9]+$/.test(device) ? `/dev/${device}` : device,
    point: isPath(point) ? posix.normalize(point).replace(/(.)\/$/, '$1') : point,
    type: type || 'auto',
    options: options || 'defaults,nofail',
    dump: dump || '0',
    pass: pass || '2',
  };
}

function isPath(text: string): boolean {
  return text.startsWith('/');
}

function refusal({ device, point, ...rest }: Numbered): string | undefined {
  if (device === '' || device.startsWith('-')) {
    return 'an entry is [device, mount point, type, options]';
  }
  if (!isPath(point)) {
    return `${device}: the mount point must be an absolute path; swap has a key of its own`;
  }
  if (refused.test(point) && !allowed.test(point)) {
    return `${point} belongs to the system, mount below /var, /mnt, /opt or /home`;
  }
  if (hiding.test(point)) {
    return `${point} holds the configuration or keys of logins, mount elsewhere, such as at /var/lib/rancher/k3s`;
  }
  return Object.values({ device, point, ...rest }).some((field) => /[\r\n\0]/.test(String(field)))
    ? `${device}: contains a line break`
    : undefined;
}

/** Before the network and the last devices are there, only what can be mounted is; runtime does the rest. */
function isDue({ device, type, options }: Numbered, { facts, phase }: PlanContext): boolean {
  if (options.split(',').includes('noauto')) {
    return false;
  }
  if (phase === 'runtime') {
    return !(isMissing(device, facts.file) && options.split(',').includes('nofail'));
  }
  return isPath(device) && !network.test(type) && !isMissing(device, facts.file);
}

function isMissing(device: string, file: PlanContext['facts']['file']): boolean {
  return isPath(device) && file(device) === undefined;
}

function mount({ point, index }: Numbered, context: PlanContext): Action[] {
  const origin = originAt(context, ['mounts', index]);
  const folder: Action[] =
    context.facts.file(point) === undefined
      ? [{ kind: 'directory', path: point, mode: 0o755, ...origin }]
      : [];
  return [...folder, { kind: 'run', argv: ['mount', point], ...origin }];
}
