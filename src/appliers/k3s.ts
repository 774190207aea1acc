import { problemLine } from '../config/messages.ts';
import type { Problem } from '../config/problem.ts';
import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { k3sArgs } from '../k3s/args.ts';
import { checkK3s } from '../k3s/check.ts';
import { k3sEnvironment, renderEnvironment } from '../k3s/env.ts';
import { readableArgs, readableEnvironment } from '../k3s/masked.ts';
import { paths, service } from '../k3s/paths.ts';
import { changes, parseRunning, type Running, renderRunning, runningOf } from '../k3s/running.ts';
import type { Applier, PlanContext } from './applier.ts';
import { ensureFile } from './ensure.ts';

/** An agent has its certificate here once it has joined. */
const clientCertificate = `${paths.dataDir}/agent/client-kubelet.crt`;

/** OpenRC reports the supervisor as started at once; k3s itself may take minutes. */
const serviceTimeoutMs = 120_000;

/**
 * Arguments and environment of k3s, anew at every boot; at run time also the service. k3s is restarted only when
 * what it was started with differs. An error of the configuration that would keep k3s from starting
 * leaves everything as it is: a running k3s goes on with what it has.
 */
export const k3s: Applier = {
  id: 'k3s',
  actions: 'in-order',

  needs: () => ({
    files: [paths.args, paths.env, paths.prepared, paths.running, paths.started, clientCertificate],
  }),

  plan(config, context) {
    const { facts, phase } = context;
    if (phase === 'initrd' || facts.mode === 'install' || facts.mode === 'shell') {
      return { actions: [] };
    }
    if (facts.k3sVersion === undefined) {
      return { actions: [], problems: [noBinary] };
    }

    const found = check(config, context);
    const errors = found.filter(({ severity }) => severity === 'error').map(problemLine);
    const notices = found.filter(({ severity }) => severity === 'warning').map(problemLine);

    const outcome =
      facts.file(paths.started) === undefined ? 'is not started' : 'goes on as it was started';
    return errors.length > 0
      ? { actions: [], problems: errors.map((error) => `k3s ${outcome}: ${error}`), notices }
      : { actions: planLaunch(config, context), notices };
  },
};

const noBinary =
  'k3s is not started: there is none in /k3os/system/k3s; put the binary into /k3os/system/k3s/VERSION/k3s and link current to VERSION';

function check(config: NodeConfig, { facts, originOf }: PlanContext): Problem[] {
  const joined = facts.file(clientCertificate) !== undefined;
  return checkK3s(config, originOf, facts.k3sVersion, { joined });
}

function planLaunch(config: NodeConfig, { facts, phase }: PlanContext): Action[] {
  const args = k3sArgs(config, facts);
  const environment = k3sEnvironment(config);
  const wanted = runningOf({ args, environment });

  const files = [
    ...ensureFile(facts, {
      path: paths.args,
      content: `${args.join('\n')}\n`,
      mode: 0o600,
      secret: true,
      why: argumentChanges(facts, args),
    }),
    ...ensureFile(facts, {
      path: paths.env,
      content: renderEnvironment(environment),
      mode: 0o600,
      secret: true,
      why: readableEnvironment(environment).join(' '),
    }),
  ];
  const prepared = {
    path: paths.prepared,
    content: renderRunning(wanted),
    mode: 0o600,
    secret: true,
  };
  return [
    ...files,
    // The last one, and with each of the others: k3s-launch believes it as long as it is not older than they are.
    ...(files.length > 0 ? [{ kind: 'write' as const, ...prepared }] : ensureFile(facts, prepared)),
    ...(phase === 'runtime' ? planService(facts, wanted) : []),
  ];
}

/** Compared with the file, not with what runs: at boot nothing runs yet. */
function argumentChanges(facts: Facts, args: readonly string[]): string {
  const before = facts.file(paths.args)?.content?.toString().split('\n').filter(Boolean);
  if (before === undefined) {
    return readableArgs(args).join(' ');
  }

  const bare = (words: readonly string[]) => runningOf({ args: words, environment: {} });
  return changes(bare(before), bare(args)).join(' ');
}

function planService(facts: Facts, wanted: Running): Action[] {
  if (facts.file(paths.started) === undefined) {
    return [run('start', 'k3s is not running')];
  }

  const running = parseRunning(facts.file(paths.running)?.content);
  if (running === undefined) {
    return [run('restart', 'not known what k3s was started with')];
  }

  const differences = changes(running, wanted);
  return differences.length === 0
    ? []
    : [run('restart', `k3s is restarted: ${differences.join(' ')}`)];
}

function run(verb: 'start' | 'restart', why: string): Action {
  return { kind: 'run', argv: ['rc-service', service, verb], timeoutMs: serviceTimeoutMs, why };
}
