import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildK3os } from '../../src/dev/build.ts';
import { targetSystem } from '../support/target-system.ts';
import type { TempRoot } from '../support/temp-root.ts';

const config = `hostname: web-1
write_files:
- {path: /etc/motd, content: "hello\\n"}
- {path: /etc/private, content: canary, permissions: "0600"}
k3os:
  token: canary-token
  environment: {http_proxy: "http://me:canary@proxy:3128"}
`;

const target = () => targetSystem(config, { '/etc/motd': 'old\n' });

/** What a file is written under until it is whole. */
const temporary = /\/\.[^/]+\.[0-9a-z]+\.new$/;

const [trace, report, log] = ['/trace', '/run/k3os/report/boot.json', '/var/log/k3os/k3os.log'];

/** What the run is for: without the times in report and log, and what a killed run leaves half written. */
function result(root: TempRoot): Record<string, string> {
  const all = Object.entries(root.snapshot());
  return Object.fromEntries(
    all.filter(([path]) => ![trace, report, log].includes(path) && !temporary.test(path)),
  );
}

/** The real program, with the kernel answering or killing as told. */
describe('a run that is disturbed', () => {
  let k3os: string;
  let undisturbed: Record<string, string>;
  let renames: number;

  const boot = (root: TempRoot, ...inject: string[]) =>
    spawnSync(
      'strace',
      ['-f', '-qq', '-o', root.at(trace), ...inject, k3os, '--root', root.path, 'config', '--boot'],
      { encoding: 'utf8' },
    );
  const traceOf = (root: TempRoot) => readFileSync(root.at(trace), 'utf8').split('\n');

  beforeAll(async () => {
    k3os = await buildK3os();
    const root = target();
    expect(boot(root, '-e', 'trace=rename')).toMatchObject({ status: 0 });
    undisturbed = result(root);
    renames = traceOf(root).filter((line) => line.includes(' rename(')).length;
  });

  it('is completed by the next one, wherever it was killed', () => {
    const before = result(target());
    expect(renames).toBeGreaterThan(8);

    for (let kill = 1; kill <= renames; kill += 1) {
      const root = target();
      boot(root, '-e', 'trace=rename', '-e', `inject=rename:signal=SIGKILL:when=${kill}`);

      for (const [path, text] of Object.entries(result(root))) {
        expect([before[path], undisturbed[path]], `${path}, killed at rename ${kill}`).toContain(
          text,
        );
      }
      expect(boot(root, '-e', 'trace=none')).toMatchObject({ status: 0 });
      expect(result(root), `killed at rename ${kill}`).toEqual(undisturbed);
    }
  });

  it.each([
    { when: 'the disk is full', call: 'rename', reason: 'ENOSPC' },
    { when: 'nothing reaches the disk', call: 'fsync', reason: 'EIO' },
  ])(
    'keeps the old files, names the first one and ends degraded when $when',
    ({ call, reason }) => {
      const root = target();

      const { status, stdout } = boot(
        root,
        '-e',
        `trace=${call}`,
        '-e',
        `inject=${call}:error=${reason}`,
      );

      expect(status).toBe(2);
      expect(stdout).toMatch(new RegExp(`FAILED: .*cannot write /etc/motd: ${reason}`));
      expect(result(root)).toEqual(result(target()));
      expect(Object.keys(root.snapshot()).filter((path) => temporary.test(path))).toEqual([]);
    },
  );

  it('has created every file for its owner alone, whatever the umask', () => {
    const root = target();
    const before = process.umask(0);

    boot(root, '-e', 'trace=openat,open,creat');
    process.umask(before);

    const created = traceOf(root).filter(
      (line) => line.includes('O_CREAT') && line.includes(root.path),
    );
    expect(created.length).toBeGreaterThan(8);
    expect(created.filter((line) => !/, 0600\)/.test(line))).toEqual([]);
    expect(root.mode('/etc/rancher/k3s/k3s-service.env')).toBe(0o600);
  });
});
