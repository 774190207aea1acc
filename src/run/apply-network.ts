import { readConfig } from '../config/read.ts';
import { secretValues } from '../config/secrets.ts';
import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { readFacts } from '../facts/read.ts';
import { learnedNetwork } from '../phases.ts';
import { stepLines } from './console.ts';
import { masker } from './mask.ts';
import { planPhase } from './plan-phase.ts';
import { runSteps } from './run-steps.ts';

const phase = 'boot';

/**
 * What a data source has said of the network, before anybody waits for one: the boot phase is over by then, and the runtime phase, which
 * reports, comes behind that wait. Nothing that fails here ends the boot.
 */
export async function applyNetwork(system: System, print: (line: string) => void): Promise<void> {
  try {
    const loaded = readConfig(system);
    const mask = masker(secretValues(loaded.merged));
    const facts = readFacts(
      system,
      learnedNetwork.map((applier) => applier.needs?.(loaded.config, phase) ?? {}),
    );
    await runSteps({
      system,
      steps: planPhase({ phase, appliers: learnedNetwork, loaded, facts }),
      onFailure: 'continue',
      onStep: (report) => stepLines('network', report).map(mask).forEach(print),
    });
  } catch (error) {
    print(`k3os network: FAILED: ${reasonOf(error)}`);
  }
}
