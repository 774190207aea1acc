import type { PlanContext } from '../../src/appliers/applier.ts';
import type { Origin } from '../../src/config/problem.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { PhaseName } from '../../src/phase-names.ts';
import { facts as anyFacts } from './facts.ts';

interface ContextGiven {
  readonly phase?: PhaseName;
  readonly facts?: Facts;
  /** Line of `config.yaml` in which a value is written: `{ 'k3os.sysctls': 7 }`. */
  readonly lines?: Readonly<Record<string, number>>;
}

export function planContext(given: ContextGiven = {}): PlanContext {
  const { phase = 'runtime', facts = anyFacts(), lines = {} } = given;

  return {
    phase,
    facts,
    originOf(path): Origin | undefined {
      const line = lines[path.join('.')];
      return line === undefined ? undefined : { file: 'config.yaml', line };
    },
  };
}
