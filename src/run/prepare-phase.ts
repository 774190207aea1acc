import type { LoadedConfig } from '../config/load.ts';
import { readConfig } from '../config/read.ts';
import type { System } from '../effects/system.ts';
import type { Facts } from '../facts/facts.ts';
import { readFacts } from '../facts/read.ts';
import type { PhaseName } from '../phase-names.ts';
import { phases } from '../phases.ts';
import { type PlannedStep, planPhase } from './plan-phase.ts';

export interface PreparedPhase {
  readonly loaded: LoadedConfig;
  readonly facts: Facts;
  readonly steps: readonly PlannedStep[];
}

/** Everything before the first change: sources, merge, facts, plan. Reads only. */
export function preparePhase(system: System, phase: PhaseName): PreparedPhase {
  const { appliers } = phases[phase];
  const loaded = readConfig(system);
  const facts = readFacts(
    system,
    appliers.map((applier) => applier.needs?.(loaded.config, phase) ?? {}),
  );

  return { loaded, facts, steps: planPhase({ phase, appliers, loaded, facts }) };
}
