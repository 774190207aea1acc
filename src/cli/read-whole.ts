import type { LoadedConfig } from '../config/load.ts';
import type { Problem } from '../config/problem.ts';
import { readConfig } from '../config/read.ts';
import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** The configuration, for showing it. @throws OperationError when this user may read only a part: that part would mislead. */
export function readWhole(system: System): LoadedConfig {
  const loaded = readConfig(system);
  refusePartial(loaded.problems);
  return loaded;
}

export function refusePartial(problems: readonly Problem[]): void {
  const hidden = problems.find(({ message }) => /\bE(ACCES|PERM)\b/.test(message));
  if (hidden !== undefined) {
    throw new OperationError(`${hidden.file}: ${hidden.message}`);
  }
}
