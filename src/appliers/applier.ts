import type { LoadedConfig } from '../config/load.ts';
import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { FactQuery, Facts } from '../facts/facts.ts';
import type { PhaseName } from '../phase-names.ts';

/** What a plan may look at besides the configuration itself. */
export interface PlanContext {
  readonly phase: PhaseName;
  readonly facts: Facts;
  /** `config.d/20-net.yaml:7` of a value, for messages: `originOf(['k3os', 'sysctls', 'a.b'])`. */
  readonly originOf: LoadedConfig['originOf'];
}

export interface Plan {
  readonly actions: readonly Action[];
  /** What could not be planned and why, each one line for the operator; the run ends degraded. */
  readonly problems?: readonly string[];
  /** Worth saying, changes nothing in the outcome. */
  readonly notices?: readonly string[];
  /** Already true without an action: remembered in the ledger like the record of a performed one. */
  readonly satisfied?: readonly { readonly key: string; readonly value: string }[];
}

/**
 * One concern of the node. Both functions are pure: no clock, file, environment or randomness.
 * A plan over facts in which the wish is already true must be empty.
 */
export interface Applier {
  readonly id: string;
  /** `independent` (default): a failed action leaves the others alone. `in-order`: it stops the rest of this applier. */
  readonly actions?: 'independent' | 'in-order';
  needs?(config: NodeConfig, phase: PhaseName): FactQuery;
  plan(config: NodeConfig, context: PlanContext): Plan;
}
