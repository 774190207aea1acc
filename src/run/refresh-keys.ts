import { sshKeys } from '../appliers/ssh-keys.ts';
import { readConfig } from '../config/read.ts';
import { secretValues } from '../config/secrets.ts';
import type { System } from '../effects/system.ts';
import { withProxies } from '../effects/with-proxies.ts';
import { readFacts } from '../facts/read.ts';
import { reloadLogins, writeIssue } from './issue.ts';
import { masker } from './mask.ts';
import { refuseElsewhere } from './only-on-a-node.ts';
import { planPhase } from './plan-phase.ts';
import {
  causesOf,
  maskReport,
  readReports,
  type StepReport,
  withStep,
  writeReport,
} from './report.ts';
import { runSteps } from './run-steps.ts';

/**
 * Tries again what the runtime phase could not fetch, and mends its report when that worked.
 * @returns what is still missing and may come with another attempt, a line each.
 */
export async function refreshKeys(system: System): Promise<string[]> {
  refuseElsewhere(system);
  const loaded = readConfig(system);
  const facts = readFacts(system, [sshKeys.needs?.(loaded.config, 'runtime') ?? {}]);
  const steps = planPhase({ phase: 'runtime', appliers: [sshKeys], loaded, facts });
  const [report] = await runSteps({
    system: withProxies(system, loaded.config.k3os?.environment),
    steps,
    onFailure: 'continue',
    onStep: () => undefined,
  });
  if (report === undefined || report.outcome === 'unchanged') {
    return [];
  }

  amendReport(system, report, masker(secretValues(loaded.merged)));
  await reloadLogins(system);
  // A problem of the plan stays until the configuration is mended: waiting for it would never end.
  return causesOf({ ...report, problems: [] });
}

function amendReport({ files }: System, step: StepReport, mask: (text: string) => string): void {
  const runtime = readReports(files).find(({ phase }) => phase === 'runtime');
  if (runtime === undefined || runtime.outcome === 'started') {
    return;
  }

  writeReport(files, maskReport(mask, withStep(runtime, step)));
  writeIssue(files);
}
