import type { Applier } from '../appliers/applier.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type Action, liveKinds } from '../effects/action.ts';
import { pathOf } from '../effects/describe.ts';
import { reasonOf } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { LedgerEntry } from '../facts/ledger.ts';
import type { PhaseName } from '../phase-names.ts';

/** What one applier wants to do in this run. */
export interface PlannedStep {
  readonly applier: Applier;
  readonly actions: readonly Action[];
  readonly problems: readonly string[];
  readonly notices: readonly string[];
  readonly satisfied: readonly LedgerEntry[];
}

interface Request {
  readonly phase: PhaseName;
  readonly appliers: readonly Applier[];
  readonly loaded: LoadedConfig;
  readonly facts: Facts;
}

/** Pure. Actions that another system's root cannot take (kernel, services) are left out. */
export function planPhase({ phase, appliers, loaded, facts }: Request): PlannedStep[] {
  const context = { phase, facts, originOf: loaded.originOf };
  const owners = new Map<string, string>();

  return appliers.map((applier) => {
    const plan = planSafely(applier, () => applier.plan(loaded.config, context));
    const possible = plan.actions.filter(({ kind }) => facts.live || !liveKinds.has(kind));
    const { kept, conflicts } = withOneOwner(possible, applier.id, owners);
    return {
      applier,
      actions: kept,
      problems: [...(plan.problems ?? []), ...conflicts],
      notices: plan.notices ?? [],
      satisfied: plan.satisfied ?? [],
    };
  });
}

/** A mistake in one applier must not cost the others: the node has to stay reachable. */
function planSafely(
  applier: Applier,
  plan: () => ReturnType<Applier['plan']>,
): ReturnType<Applier['plan']> {
  try {
    return plan();
  } catch (error) {
    return {
      actions: [],
      problems: [`${applier.id} could not be planned, a bug: ${reasonOf(error)}`],
    };
  }
}

/** Joins what the file holds when it is performed, so it undoes nobody's work. */
function isAppended(action: Action): boolean {
  return action.kind === 'write' && action.append === true;
}

/** Facts are a snapshot: a second writer of one file would undo the first. */
function withOneOwner(actions: readonly Action[], id: string, owners: Map<string, string>) {
  const kept: Action[] = [];
  const conflicts: string[] = [];
  for (const action of actions) {
    const path = isAppended(action) ? undefined : pathOf(action);
    const owner = path === undefined ? id : (owners.get(path) ?? id);
    if (owner !== id) {
      conflicts.push(
        `${path} is written by ${owner} already, ${id} leaves it: configure it in one place`,
      );
      continue;
    }
    if (path !== undefined) {
      owners.set(path, id);
    }
    kept.push(action);
  }
  return { kept, conflicts };
}
