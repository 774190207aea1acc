import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lazyPackages } from '../../../esbuild.config.mjs';
import { buildK3os, project } from '../../../src/dev/build.ts';
import { makeExecutable } from '../../../src/dev/executable.ts';
import { runtimeFlags } from '../../../src/dev/node-flags.ts';
import { programVersion } from '../../../src/dev/program-version.ts';
import { realisticSources } from '../../bench/config-tree.ts';
import { tempRoot } from '../../support/temp-root.ts';

const lateParts = ['parts/image', 'parts/install'];

/** Where two builds of one YAML library could differ: bytes, warnings, letters beyond ASCII. */
const dialect = `k3os:
  environment+: {GREETING: "grüß dich", OLD: 0o17, yes: yes}
  sysctls+: {kernel.printk: "4 4 1 7", kernel.printk: 3}
write_files+:
- {path: /etc/bytes, content: !!binary "AAECAwQ="}
- {path: /etc/tagged, content: !unknown text}
`;

function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(program, words, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
}

describe('the built program', () => {
  let k3os: string;
  beforeAll(async () => {
    k3os = await buildK3os();
  });

  it('knows its version', () => {
    expect(run(k3os, ['--version'])).toMatchObject({
      status: 0,
      stdout: `k3os version ${programVersion(project)}\n`,
      stderr: '',
    });
  });

  it('says the same as its sources, from all sources of configuration', () => {
    const { path: root } = tempRoot({
      ...realisticSources,
      '/var/lib/rancher/k3os/config.d/30-dialect.yaml': dialect,
    });
    const words = ['config', '--dump', '--root', root];

    const built = run(k3os, words);
    const main = join(project, 'src/main.ts');
    const start = `import(${JSON.stringify(main)}).then(({ main }) => main(process.argv.slice(1)))`;
    const source = run(process.execPath, ['-e', start, '--', ...words]);

    expect(built.stdout).toContain('hostname: bench-1');
    expect(built.stderr).toContain('30-dialect.yaml');
    expect(built).toMatchObject({
      status: source.status,
      stdout: source.stdout,
      stderr: source.stderr,
    });
  });

  it.each([
    { when: 'a diff is shown', words: ['config', 'plan'], says: '+bench-1' },
    { when: 'the hardware is asked', words: ['facts', '--json'], says: '"' },
  ])('loads what it carries beside itself when $when', ({ words, says }) => {
    const { path: root } = tempRoot(realisticSources);

    const { status, stdout, stderr } = run(k3os, [...words, '--root', root]);

    expect(stderr).not.toContain('bug');
    expect(stdout).toContain(says);
    expect(status).not.toBe(1);
  });

  it.each([
    { words: ['image', '--help'], status: 0, says: 'remaster' },
    { words: ['image', 'check-kernel', '/nowhere'], status: 1, says: '/nowhere' },
    { words: ['install', '--plan', '/dev/nothing'], status: 64, says: '--root-from' },
    { words: ['install', '--no-such-thing'], status: 64, says: 'no-such-thing' },
  ])('fails in $words as its other commands do', ({ words, status, says }) => {
    const outcome = run(k3os, words);

    expect(outcome.stderr + outcome.stdout).toContain(says);
    expect(outcome.stderr).not.toMatch(/bug|^ {4}at /m);
    expect(outcome.status).toBe(status);
  });

  it('carries its packages compiled, in a form that V8 takes', () => {
    const work = join(project, 'dist/.cache/k3os');
    const carried = [...lazyPackages, ...lateParts];
    const files = carried.flatMap((name) => [`${name}.cjs`, `${name}.cache`]);
    const assets = Object.fromEntries(files.map((file) => [file, join(work, file)]));
    const output = tempRoot().at('/check');
    makeExecutable(join(project, 'dist/.cache'), {
      script: join(work, 'k3os.cjs'),
      output,
      assets: { ...assets, 'check-code-caches': join(work, 'k3os.cjs') },
      start: 'snapshot',
      flags: runtimeFlags,
    });

    const lines = carried.map((name) => `${name}: compiled`);
    expect(run(output, []).stdout.trim().split('\n').sort()).toEqual(lines.sort());
  });

  it('is not changed by what the environment says to Node', () => {
    const { stdout, stderr } = run(k3os, ['--version'], { NODE_OPTIONS: '--title=x --bad-option' });

    expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('k3os'), stderr: '' });
  });

  it('is left alone when nothing changed, and has the same bytes when built again', async () => {
    const before = statSync(k3os).mtimeMs;
    const hash = sha256(k3os);

    await buildK3os();
    expect(statSync(k3os).mtimeMs).toBe(before);

    rmSync(`${k3os}.inputs.json`);
    await buildK3os();
    expect(sha256(k3os)).toBe(hash);
  });

  it('does not say where it was built: another folder gives the same bytes', () => {
    expect(readFileSync(k3os).includes(`${project}/`)).toBe(false);
  });
});

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
