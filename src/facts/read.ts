import type { FileSystem, System } from '../effects/system.ts';
import { k3osVersion } from '../version.ts';
import { parseGroup, parsePasswd } from './accounts.ts';
import type { BootMode, FactQuery, Facts, FileFact } from './facts.ts';
import { readLedger } from './ledger.ts';
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
    bootId: textOf(files, '/proc/sys/kernel/random/boot_id') ?? 'unknown',
    machineId: machineIdOf(textOf(files, '/etc/machine-id')),
    k3osVersion,
    k3sVersion: currentVersion(files, '/k3os/system/k3s'),
    loadedModules: loadedModules(files),
    accounts: parsePasswd(textOf(files, '/etc/passwd') ?? ''),
    groups: parseGroup(textOf(files, '/etc/group') ?? ''),
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

/**
 * A name too long, a loop of links, a bad block: whoever then writes to the path says what is wrong with it. Here
 * it must not cost the node everything else.
 */
function orAbsent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
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

/** Some sysctls cannot be read (write-only, or the device went away): the same as not known. */
function textOf(files: FileSystem, path: string): string | undefined {
  return orAbsent(() => files.read(path)?.toString().trim());
}

function readMode(files: FileSystem): BootMode {
  const mode = textOf(files, '/run/k3os/mode') ?? '';
  return modes.includes(mode) ? (mode as BootMode) : 'local';
}

function machineIdOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

/** `current` is a link to the version's folder. */
function currentVersion(files: FileSystem, component: string): string | undefined {
  return files.status(`${component}/current`)?.target?.split('/').filter(Boolean).at(-1);
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
