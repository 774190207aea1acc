import type { FileSystem, System } from '../effects/system.ts';
import { k3osVersion } from '../version.ts';
import { parseGroup, parsePasswd } from './accounts.ts';
import type { BootMode, FactQuery, Facts, FileFact } from './facts.ts';
import { bootIdOf, k3sVersionOf, machineIdOf } from './identity.ts';
import { readLedger } from './ledger.ts';
import { readLinks } from './links.ts';
import { orAbsent, textOf } from './look.ts';
import { sysctlPath } from './sysctl-path.ts';

const contentLimit = 16 * 1024 * 1024;
const modes: readonly string[] = [
  'disk',
  'local',
  'live',
  'install',
  'shell',
  'sandbox',
] satisfies BootMode[];

/** Looks at the machine once; every plan of the run sees this snapshot. */
export function readFacts(system: System, queries: readonly FactQuery[]): Facts {
  const { files } = system;
  const fileFacts = factsOf(
    queries.flatMap((query) => query.files ?? []),
    (path) => readFile(files, path),
  );
  const sysctls = factsOf(
    queries.flatMap((query) => query.sysctls ?? []),
    (key) => textOf(files, sysctlPath(key)),
  );
  const trees = factsOf(
    queries.flatMap((query) => query.trees ?? []),
    (path) => readTree(files, path),
  );

  return {
    live: system.live,
    mode: readMode(files),
    bootId: bootIdOf(files),
    machineId: machineIdOf(files),
    k3osVersion,
    k3sVersion: k3sVersionOf(files),
    loadedModules: loadedModules(files),
    accounts: parsePasswd(textOf(files, '/etc/passwd') ?? ''),
    groups: parseGroup(textOf(files, '/etc/group') ?? ''),
    links: queries.some(({ links }) => links === true) ? readLinks(files) : [],
    ledger: readLedger(files),
    file: fileFacts,
    sysctl: sysctls,
    tree: trees,
  };
}

/** A look-up over what was asked for; anything else is a mistake in an applier's `needs`. */
function factsOf<T>(names: readonly string[], read: (name: string) => T): (name: string) => T {
  const known = new Map(names.map((name) => [name, read(name)]));
  return (name) => {
    if (!known.has(name)) {
      throw new Error(`fact ${name} was not asked for`);
    }
    return known.get(name) as T;
  };
}

/** Undefined: absent, or not to be looked at. */
export function readFile(files: FileSystem, path: string): FileFact | undefined {
  const status = orAbsent(() => files.status(path));
  if (status?.kind !== 'file' || status.size > contentLimit) {
    return status;
  }

  const content = orAbsent(() => files.read(path, contentLimit));
  return content === undefined ? status : { ...status, content };
}

/** A damaged file system may hold a loop of folders: the depth is bounded. */
function readTree(files: FileSystem, top: string): ReadonlyMap<string, FileFact> {
  const found = new Map<string, FileFact>();

  const visit = (inside: string, depth: number): void => {
    for (const name of orAbsent(() => files.list(`${top}/${inside}`)) ?? []) {
      const path = inside === '' ? name : `${inside}/${name}`;
      const fact = readFile(files, `${top}/${path}`);
      if (fact?.kind === 'directory' && depth > 0) {
        visit(path, depth - 1);
      } else if (fact !== undefined) {
        found.set(path, fact);
      }
    }
  };

  visit('', 16);
  return found;
}

function readMode(files: FileSystem): BootMode {
  const mode = textOf(files, '/run/k3os/mode') ?? '';
  return modes.includes(mode) ? (mode as BootMode) : 'local';
}

/** Names with `_`, as the kernel has them; built-in ones with parameters show only in /sys/module. */
function loadedModules(files: FileSystem): ReadonlySet<string> {
  const builtIn = (
    textOf(files, `/lib/modules/${textOf(files, '/proc/sys/kernel/osrelease')}/modules.builtin`) ??
    ''
  )
    .split('\n')
    .map((path) => path.replace(/^.*\//, '').replace(/\.ko$/, ''));
  const names = [...(files.list('/sys/module') ?? []), ...builtIn];
  return new Set(names.filter(Boolean).map((name) => name.replaceAll('-', '_')));
}
