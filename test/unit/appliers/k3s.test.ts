import { describe, expect, it } from 'vitest';
import { k3s } from '../../../src/appliers/k3s.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import type { Action } from '../../../src/effects/action.ts';
import { runningOf } from '../../../src/k3s/running.ts';
import type { PhaseName } from '../../../src/phase-names.ts';
import { config } from '../../support/config.ts';
import { type FactsGiven, type FileGiven, facts } from '../../support/facts.ts';
import { planContext } from '../../support/plan-context.ts';

const args = '/etc/rancher/k3s/k3s-service.args';
const env = '/etc/rancher/k3s/k3s-service.env';
const prepared = '/etc/rancher/k3s/k3s-service.json';
const running = '/run/k3os/k3s.json';
const started = '/run/openrc/started/k3s-service';
const certificate = '/var/lib/rancher/k3s/agent/client-kubelet.crt';

const agent = config({
  k3os: { serverUrl: 'https://10.0.0.1:6443', token: 'canary', labels: { zone: 'b' } },
});
const agentArgs = [
  'agent',
  '--node-label=k3os.io/mode=disk',
  '--node-label=k3os.io/version=v0.1.0',
  '--node-label=zone=b',
];
const agentEnv = { K3S_TOKEN: 'canary', K3S_URL: 'https://10.0.0.1:6443' };
const argsFile = { content: `${agentArgs.join('\n')}\n`, mode: 0o600 };
const envFile = { content: "K3S_TOKEN='canary'\nK3S_URL='https://10.0.0.1:6443'\n", mode: 0o600 };

interface Given {
  readonly wanted?: NodeConfig;
  readonly phase?: PhaseName;
  readonly files?: Record<string, FileGiven>;
  readonly machine?: Partial<FactsGiven>;
}

function plan({ wanted = agent, phase = 'runtime', files = {}, machine = {} }: Given) {
  const query = k3s.needs?.(wanted, phase);
  return k3s.plan(wanted, planContext({ phase, facts: facts({ files, query, ...machine }) }));
}

const startedWith = (words: readonly string[], environment = agentEnv) =>
  JSON.stringify(runningOf({ args: words, environment }));

const preparedFile = { content: `${startedWith(agentArgs)}\n`, mode: 0o600 };
const inPlace = { [args]: argsFile, [env]: envFile, [prepared]: preparedFile };
const runs = { ...inPlace, [started]: { target: '/etc/init.d/k3s-service' } };

function summary(action: Action): string {
  return action.kind === 'run'
    ? action.argv.join(' ')
    : `${action.kind} ${'path' in action ? action.path : ''}`;
}

describe('k3s', () => {
  it.each<Given & { when: string; does: string[] }>([
    {
      when: 'nothing is there',
      does: [`write ${args}`, `write ${env}`, `write ${prepared}`, 'rc-service k3s-service start'],
    },
    {
      when: 'services do not run yet',
      phase: 'boot',
      does: [`write ${args}`, `write ${env}`, `write ${prepared}`],
    },
    { when: 'it is too early', phase: 'initrd', does: [] },
    { when: 'the system is being installed', machine: { mode: 'install' }, does: [] },
    { when: 'the system is a rescue shell', machine: { mode: 'shell' }, does: [] },
    {
      when: 'the boot phase wrote the files',
      files: inPlace,
      does: ['rc-service k3s-service start'],
    },
    {
      when: 'it runs as configured',
      files: { ...runs, [running]: startedWith(agentArgs) },
      does: [],
    },
    {
      when: 'it runs with another label',
      files: { ...runs, [running]: startedWith([...agentArgs.slice(0, 3), '--node-label=zone=a']) },
      does: ['rc-service k3s-service restart'],
    },
    {
      when: 'it runs with another token',
      files: { ...runs, [running]: startedWith(agentArgs, { ...agentEnv, K3S_TOKEN: 'x' }) },
      does: ['rc-service k3s-service restart'],
    },
    { when: 'the service never became k3s', files: runs, does: ['rc-service k3s-service restart'] },
    {
      when: 'the environment can be read by others',
      files: { ...runs, [running]: startedWith(agentArgs), [env]: { ...envFile, mode: 0o644 } },
      does: [`write ${env}`, `write ${prepared}`],
    },
  ])('does $does when $when', ({ does, ...given }) => {
    expect(plan(given).actions.map(summary)).toEqual(does);
  });

  it('writes its files for root alone, content hidden, and last what the launcher goes by', () => {
    const writes = plan({ phase: 'boot' }).actions;

    expect(writes).toEqual([
      expect.objectContaining({ path: args, mode: 0o600, secret: true, content: argsFile.content }),
      expect.objectContaining({ path: env, mode: 0o600, secret: true, content: envFile.content }),
      expect.objectContaining({ path: prepared, mode: 0o600, content: preparedFile.content }),
    ]);
    expect(writes.at(-1)).not.toMatchObject({ content: expect.stringContaining('canary') });
  });

  it('says what a restart is for, without secrets', () => {
    const before = startedWith(['agent', '--token', 'canary', ...agentArgs.slice(1, 3)], {
      ...agentEnv,
      K3S_TOKEN: 'other-canary',
    });
    const { actions } = plan({ files: { ...runs, [running]: before } });

    expect(actions.at(-1)?.why).toBe(
      'k3s is restarted: ---token *** +--node-label=zone=b environment K3S_TOKEN changed',
    );
    expect(actions.map(({ why }) => why).join()).not.toContain('canary');
  });

  it('says which arguments a boot changes', () => {
    const before = { content: `${agentArgs.slice(0, 3).join('\n')}\n`, mode: 0o600 };
    const { actions } = plan({ phase: 'boot', files: { ...inPlace, [args]: before } });

    expect(actions.map(({ why }) => why)).toEqual(['+--node-label=zone=b', undefined]);
  });

  it.each<Given & { when: string; problem: RegExp }>([
    {
      when: 'the token is missing',
      wanted: config({ k3os: { serverUrl: 'https://a:6443' } }),
      problem: /^k3s goes on as it was started: k3os.server_url: .*set token$/,
    },
    {
      when: 'a flag is unknown',
      wanted: config({ k3os: { k3sArgs: ['--disabel=x'] } }),
      problem: /^k3s goes on as it was started: k3os.k3s_args: .*did you mean --disable\?$/,
    },
    {
      when: 'there is no k3s',
      machine: { k3sVersion: undefined },
      problem: /^k3s is not started: there is none in \/k3os\/system\/k3s/,
    },
  ])('leaves everything alone when $when', ({ problem, ...given }) => {
    const { actions, problems } = plan({ files: runs, ...given });

    expect(actions).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('starts a node that joined before although the token is gone', () => {
    const wanted = config({ k3os: { serverUrl: 'https://a:6443' } });
    const { actions, problems } = plan({ wanted, files: { [certificate]: 'pem' } });

    expect(actions.map(summary)).toContain('rc-service k3s-service start');
    expect(problems).toBeUndefined();
  });

  it('mentions what k3s would accept but the user hardly means', () => {
    const wanted = config({ k3os: { k3sArgs: ['server', '--log', '/x'] } });

    expect(plan({ wanted, phase: 'boot' })).toMatchObject({
      actions: [{ kind: 'write' }, { kind: 'write' }, { kind: 'write' }],
      notices: [expect.stringMatching(/^k3os.k3s_args: --log makes k3s write a log of its own/)],
    });
  });

  it('names the line of the configuration in a problem', () => {
    const wanted = config({ k3os: { k3sArgs: ['--nonsense-flag'] } });
    const query = k3s.needs?.(wanted, 'boot');
    const { problems } = k3s.plan(
      wanted,
      planContext({ phase: 'boot', facts: facts({ query }), lines: { 'k3os.k3sArgs.0': 12 } }),
    );

    expect(problems?.[0]).toMatch(/^k3s is not started: config.yaml:12: k3os.k3s_args: /);
  });
});
