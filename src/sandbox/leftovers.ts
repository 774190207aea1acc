import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, killProcess, type ProcessIdentity, wakeNsenters } from './processes.ts';

/** On a disk, because a node's data may be large; /var/tmp, because it is nothing anybody would miss. */
const home = '/var/tmp/k3os-sandbox';
const recordName = 'cluster.json';

/** What is needed to find a cluster again, or to clean up after a program that could not do it itself. */
export interface ClusterRecord {
  readonly name: string;
  readonly folder: string;
  readonly holder: ProcessIdentity;
  /** The program that started it. */
  readonly launcher: ProcessIdentity;
  /** Meant to go on without its launcher. */
  readonly keep: boolean;
  readonly nodes: readonly {
    readonly name: string;
    readonly role: string;
    readonly address: string;
  }[];
  readonly cgroup: string | undefined;
}

export function clusterFolder(name: string): string {
  return join(home, name);
}

export function writeRecord(record: ClusterRecord): void {
  mkdirSync(record.folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(record.folder, recordName), JSON.stringify(record), { mode: 0o600 });
}

function readRecords(): ClusterRecord[] {
  if (!existsSync(home)) {
    return [];
  }

  return readdirSync(home).flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(home, name, recordName), 'utf8')) as ClusterRecord];
    } catch {
      return [];
    }
  });
}

/** Clusters whose first process still lives. */
export function runningClusters(): ClusterRecord[] {
  return readRecords().filter(({ holder }) => isAlive(holder));
}

/** Ends all processes of a cluster and removes all it left on the disk and in the control groups. */
export async function removeCluster({ holder, folder, cgroup }: ClusterRecord): Promise<void> {
  killProcess(holder);
  // The kernel ends the other processes before this one is gone, and the mounts with the last of them.
  while (isAlive(holder)) {
    wakeNsenters();
    await sleep(20);
  }
  removeCgroup(cgroup);
  rmSync(folder, { recursive: true, force: true });
  removeIfEmpty(home);
}

/** Clusters that nobody is responsible for any more: their launcher is gone, and they were not to be kept. */
export async function removeLeftovers(): Promise<string[]> {
  const orphans = readRecords().filter(
    ({ holder, launcher, keep }) => !isAlive(holder) || (!keep && !isAlive(launcher)),
  );
  for (const record of orphans) {
    await removeCluster(record);
  }
  return orphans.map(({ name }) => name);
}

function removeCgroup(cgroup: string | undefined): void {
  if (cgroup === undefined || !existsSync(cgroup)) {
    return;
  }

  // Deepest first: a control group with others below it cannot be removed.
  const folders = readdirSync(cgroup, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => b.length - a.length);
  for (const folder of [...folders, cgroup]) {
    // A process that is still ending may hold it; the next start tries again.
    removeIfEmpty(folder);
  }
}

/** Whoever stops the same nodes from another terminal may be quicker. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it, or it is gone.
  }
}
