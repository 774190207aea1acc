import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Mount point of control groups version 2 in /proc/self/mountinfo; `- cgroup2` stands after the optional fields. */
export function findCgroup2(mountinfo: string): string | undefined {
  return mountinfo
    .split('\n')
    .find((line) => line.includes(' - cgroup2 '))
    ?.split(' ')[4];
}

/** A control group for a cluster; undefined where the host offers no version 2, or not to us. */
export function createCgroup(cluster: string, nodes: readonly string[]): string | undefined {
  const root = findCgroup2(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (root === undefined || !existsSync(join(root, 'cgroup.procs'))) {
    return undefined;
  }

  const folder = join(root, `k3os-sandbox-${cluster}`);
  try {
    for (const node of nodes) {
      mkdirSync(join(folder, node), { recursive: true });
    }
    return folder;
  } catch {
    // Read-only, as in many containers. Nodes run without a group of their own.
    return undefined;
  }
}

/** Folder of the version 2 control group that a process is in; undefined where there is none. */
export function cgroupOf(pid: number): string | undefined {
  const root = findCgroup2(readFileSync('/proc/self/mountinfo', 'utf8'));
  const path = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1];
  return root === undefined || path === undefined ? undefined : join(root, path);
}
