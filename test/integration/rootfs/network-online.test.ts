import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const script = fileURLToPath(new URL('../../../rootfs/etc/init.d/network-online', import.meta.url));

/** Runs what OpenRC calls, with all its paths below a folder; answers how long it would wait. */
function start(root: string): string {
  const library = join(root, 'usr/lib/k3os');
  mkdirSync(library, { recursive: true });
  for (const [name, text] of [
    ['wait-network', `echo "$*" >${root}/waited`],
    ['interfaces', '[ "$*" = apply ]'],
  ]) {
    writeFileSync(join(library, name ?? ''), `#!/bin/sh\n${text}\n`);
    chmodSync(join(library, name ?? ''), 0o755);
  }
  const service = readFileSync(script, 'utf8').replace(/\/(usr\/lib|run)\/k3os/g, `${root}/$&`);
  const openrc = 'ebegin() { :; }; eend() { return "$1"; }; ewarn() { echo "$*"; }';
  const { status, stderr } = spawnSync('dash', ['-c', `${openrc}\n${service}\nstart`], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return readFileSync(join(root, 'waited'), 'utf8').trim();
}

describe('waiting for the network', () => {
  it('takes its time, but not as long once more when the data sources have waited in vain', () => {
    const { path } = tempRoot();
    const mark = join(path, 'run/k3os/network-waited');
    mkdirSync(join(path, 'run/k3os'), { recursive: true });
    writeFileSync(mark, '');

    expect(start(path)).toBe('3 1 3');
    expect(existsSync(mark)).toBe(false);
    // The network is set up anew: now somebody has to wait.
    expect(start(path)).toBe('60 15 15');
  });
});
