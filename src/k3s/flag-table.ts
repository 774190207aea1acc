import table from './flags.json' with { type: 'json' };

export type Role = 'server' | 'agent';

export type FlagType = 'string' | 'bool' | 'int' | 'duration' | 'list';

/** One flag of `k3s server` or `k3s agent`; the meaning of each field is in flags.json itself. */
export interface Flag {
  readonly name: string;
  readonly on: Role | 'both';
  readonly type: FlagType;
  readonly aliases?: readonly string[];
  readonly env?: string;
  readonly hidden?: boolean;
  readonly since?: string;
  readonly agentSince?: string;
  readonly backports?: readonly string[];
  readonly secret?: boolean;
  readonly commas?: boolean;
  readonly identical?: boolean;
  readonly renamed?: string;
}

export interface RemovedFlag {
  readonly name: string;
  readonly removed: string;
  readonly advice: string;
}

export const flags = table.flags as readonly Flag[];
const removedFlags = table.removed as readonly RemovedFlag[];

/** The newest minor version of k3s whose flags the table is complete for. */
export const newestKnown = table.newest;

const byName = new Map(flags.flatMap((flag) => namesOf(flag).map((name) => [name, flag] as const)));
const removedByName = new Map(removedFlags.map((flag) => [flag.name, flag] as const));

function namesOf(flag: Flag): string[] {
  return [flag.name, ...(flag.aliases ?? [])];
}

/** @param name without dashes; one-letter aliases too */
export function findFlag(name: string): Flag | undefined {
  return byName.get(name);
}

export function findRemoved(name: string): RemovedFlag | undefined {
  return removedByName.get(name);
}

export function isOn(flag: Flag, role: Role): boolean {
  return flag.on === 'both' || flag.on === role;
}
