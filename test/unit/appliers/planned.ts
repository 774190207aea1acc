import type { Applier, Plan } from '../../../src/appliers/applier.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import type { Action } from '../../../src/effects/action.ts';
import type { PhaseName } from '../../../src/phase-names.ts';
import { config } from '../../support/config.ts';
import { type FactsGiven, facts } from '../../support/facts.ts';
import { planContext } from '../../support/plan-context.ts';

export interface Given extends FactsGiven {
  readonly wanted?: NodeConfig;
  readonly phase?: PhaseName;
  readonly lines?: Readonly<Record<string, number>>;
}

/** Plans on a machine that knows only what the applier asked for. */
export function planOf(
  applier: Applier,
  { wanted = {}, phase = 'boot', lines = {}, ...machine }: Given,
): Plan {
  const query = applier.needs?.(wanted, phase);
  const context = planContext({ phase, lines, facts: facts({ query, ...machine }) });
  return applier.plan(config(wanted), context);
}

/** What a plan does, in the words of a test table. */
export function does(plan: Plan): string[] {
  return plan.actions.map(words);
}

function words(action: Action): string {
  switch (action.kind) {
    case 'run':
      return action.argv.join(' ');
    case 'command':
      return action.command;
    case 'sysctl':
      return `${action.key}=${action.value}`;
    case 'link':
      return `${action.path} -> ${action.target}`;
    default:
      return `${action.kind} ${action.path}`;
  }
}

/** Content of the one write to a path. */
export function written(plan: Plan, path: string): string | undefined {
  const action = plan.actions.find((each) => each.kind === 'write' && each.path === path);
  return action?.kind === 'write' ? action.content.toString() : undefined;
}
