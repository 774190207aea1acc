import type { FileStatus } from '../../src/effects/system.ts';
import type { FactQuery, Facts, FileFact } from '../../src/facts/facts.ts';

/** Text is a root-owned file 0644; undefined is a file that was asked for and is absent. */
export type FileGiven = string | undefined | (Partial<FileStatus> & { content?: string | Buffer });

export interface FactsGiven extends Partial<Omit<Facts, 'file' | 'sysctl' | 'tree'>> {
  readonly files?: Readonly<Record<string, FileGiven>>;
  readonly sysctls?: Readonly<Record<string, string | undefined>>;
  /** `{ '/usr/share': { 'a/b': 'text' } }` */
  readonly trees?: Readonly<Record<string, Readonly<Record<string, FileGiven>>>>;
  /** What the applier asked for (`applier.needs?.(config, phase)`). Without it: the keys given above. */
  readonly query?: FactQuery | undefined;
}

const anyMachine: Omit<Facts, 'file' | 'sysctl' | 'tree'> = {
  live: true,
  mode: 'disk',
  bootId: '5f0c1d6e-0000-4000-8000-000000000001',
  machineId: '0123456789abcdef0123456789abcdef',
  k3osVersion: 'v0.1.0',
  k3sVersion: 'v1.36.4+k3s1',
  loadedModules: new Set(),
  accounts: [
    { name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/sh' },
    { name: 'rancher', uid: 1000, gid: 1000, home: '/home/rancher', shell: '/bin/bash' },
  ],
  groups: [
    { name: 'root', gid: 0, members: [] },
    { name: 'rancher', gid: 1000, members: [] },
  ],
  links: [],
  ledger: new Map(),
};

/** A machine made by hand. Like the real facts it throws for what was not asked for. */
export function facts({
  files = {},
  sysctls = {},
  trees = {},
  query,
  ...rest
}: FactsGiven = {}): Facts {
  const known = (kind: 'files' | 'sysctls' | 'trees', key: string, given: object) => {
    const asked = query === undefined ? Object.hasOwn(given, key) : query[kind]?.includes(key);
    if (!asked) {
      throw new Error(`${kind.slice(0, -1)} ${key}: not in the query of the applier`);
    }
  };

  return {
    ...anyMachine,
    ...rest,
    file(path) {
      known('files', path, files);
      return fileFact(files[path]);
    },
    sysctl(key) {
      known('sysctls', key, sysctls);
      return sysctls[key];
    },
    tree(path) {
      known('trees', path, trees);
      return treeFact(trees[path] ?? {});
    },
  };
}

function treeFact(given: Readonly<Record<string, FileGiven>>): Map<string, FileFact> {
  const found = Object.entries(given).map(([path, file]) => [path, fileFact(file)] as const);
  return new Map(found.filter((entry): entry is [string, FileFact] => entry[1] !== undefined));
}

function fileFact(given: FileGiven): FileFact | undefined {
  if (given === undefined) {
    return undefined;
  }
  if (typeof given === 'string') {
    return fileFact({ content: given });
  }

  const { content = '', ...status } = given;
  const kind = status.kind ?? (status.target === undefined ? 'file' : 'link');
  const bytes = Buffer.from(content);
  const usual = { kind, mode: kind === 'file' ? 0o644 : 0o755, uid: 0, gid: 0, size: bytes.length };

  return { ...usual, ...status, ...(kind === 'file' ? { content: bytes } : {}) };
}
