import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { launchArgv } from '../../src/k3s/launch.ts';

const realSystem = new URL('../../src/effects/real-system.ts', import.meta.url).href;

/** Runs a Node process that becomes another program, the way `k3os k3s` does. */
function become(argv: readonly string[], env: Record<string, string>) {
  const script = `import { realSystem } from ${JSON.stringify(realSystem)};
    process.stderr.write(String(process.pid) + '\\n');
    realSystem('/').replaceProcess('/usr/bin/env', ${JSON.stringify(argv)}, ${JSON.stringify(env)});`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

/** The launcher's own words with another program in the place of k3s. */
function launchOf(program: string, ...args: string[]) {
  return launchArgv({ args, environment: {} }).map((word) =>
    word === '/usr/sbin/k3s' ? program : word,
  );
}

it('a program started by us ignores no signal, although Node ignores SIGPIPE and SIGXFSZ', () => {
  const { stdout } = become(launchOf('/bin/grep', 'SigIgn', '/proc/self/status'), {});

  expect(readFileSync('/proc/self/status', 'utf8')).toMatch(/^SigIgn:\t0*1001000$/m);
  expect(stdout).toMatch(/^SigIgn:\t0+\n$/);
});

it('it keeps the process number, so that the supervisor watches k3s itself', () => {
  const { stdout, stderr } = become(launchOf('/bin/sh', '-c', 'echo $$'), { PATH: '/bin' });

  expect(stdout).toBe(stderr);
});

it('it sees the given environment and nothing else', () => {
  const { stdout } = become(launchOf('/usr/bin/env'), { K3S_TOKEN: "a 'b' $c" });

  expect(stdout).toBe("K3S_TOKEN=a 'b' $c\n");
});
