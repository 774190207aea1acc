import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataSources } from '../../src/appliers/data-sources.ts';
import { environment } from '../../src/appliers/environment.ts';
import { powerState } from '../../src/appliers/power-state.ts';
import { planOf, written } from '../unit/appliers/planned.ts';

const hostile = [
  '$(touch pwned)',
  '`touch pwned`',
  'a"b',
  "it's",
  'a\\b',
  '; touch pwned',
  '#x',
  '$HOME *',
  '~',
  '!',
];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'k3os-shell-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function sh(script: string, args: readonly string[] = [], path = process.env.PATH): string {
  return execFileSync('sh', ['-c', script, 'sh', ...args], {
    cwd: folder,
    env: { PATH: path },
  }).toString();
}

describe('a shell that reads what appliers write', () => {
  it('gets every data source as it was configured, though OpenRC evaluates the line twice', () => {
    const sources = ['aws', ...hostile.map((text) => `file=/${text.replaceAll(' ', '')}`)];
    const files = { '/etc/init.d/cloud-config': '' };
    const plan = planOf(dataSources, { wanted: { k3os: { dataSources: sources } }, files });
    const line = written(plan, '/etc/conf.d/cloud-config') ?? '';

    expect(sh(`${line}eval "printf '%s\\n' $command_args"`).trimEnd().split('\n')).toEqual(sources);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it.each(hostile)('gets the environment value %s unchanged', (value) => {
    const plan = planOf(environment, { wanted: { k3os: { environment: { VALUE: value } } } });
    const script = written(plan, '/etc/profile.d/k3os-environment.sh');

    expect(sh(`${script}printf %s "$VALUE"`)).toBe(value);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});

describe('the script of power_state', () => {
  /** Programs that only write down that they were called. */
  function programs(): string {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const name of ['sleep', 'reboot']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} "$@" >>"${folder}/calls"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return `${bin}:${process.env.PATH}`;
  }

  function run(condition: string): string[] {
    const wanted = { powerState: { mode: 'reboot', delay: '+1', condition } };
    const action = planOf(powerState, { wanted, phase: 'runtime' }).actions.at(-1);
    const [, , script = '', , ...args] = action?.kind === 'run' ? action.argv : [];
    const path = programs();
    // Without its last `&` it can be waited for.
    sh(`${script.replace(/ &$/, '')} || true`, args, path);
    const calls = join(folder, 'calls');
    return existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
  }

  it('waits, then acts, when the condition holds', () => {
    expect(run('test -d .')).toEqual(['sleep 60', 'reboot']);
  });

  it('does nothing when it does not', () => {
    expect(run('test -e /no/such')).toEqual([]);
  });

  it('takes a condition as one command, whatever quotes are in it', () => {
    expect(run(`test "it's" = "it's" && echo '"' >/dev/null`)).toEqual(['sleep 60', 'reboot']);
  });
});
