import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildK3os } from '../../../../src/dev/build.ts';
import { copyOf, fileOn, smallIso } from '../../../support/small-iso.ts';
import { type TempRoot, tempRoot } from '../../../support/temp-root.ts';

const config = 'hostname: custom-1\nssh_authorized_keys: [github:alice]\n';

/** Root by name, with no right that another user would not have. */
const unprivileged = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];

describe('k3os image remaster, as built', () => {
  let k3os: string;
  let original: string;
  let iso: string;
  let work: TempRoot;

  beforeAll(async () => {
    k3os = await buildK3os();
    original = smallIso();
  });
  beforeEach(() => {
    iso = copyOf(original);
    work = tempRoot({ '/site.yaml': config, '/bin/x': '', '/tmp/x': '' });
  });

  it('needs no rights that only root has', () => {
    const words = [
      'image',
      'remaster',
      iso,
      '--config',
      work.at('/site.yaml'),
      '--append',
      'quiet',
    ];

    const { status, stdout, stderr } = spawnSync('setpriv', [...unprivileged, k3os, ...words], {
      encoding: 'utf8',
    });

    const output = iso.replace('.iso', '-custom.iso');
    expect(stderr).toBe('');
    expect(stdout).toMatch(`${output}: ${Math.round(statSync(output).size / 1e6)} MB\n`);
    expect(status).toBe(0);
    expect(fileOn(output, '/k3os/system/config.yaml')).toBe(config);
  });

  it('says where it could write when it may not write beside the ISO', () => {
    chmodSync(dirname(iso), 0o555);
    const words = ['image', 'remaster', iso, '--config', work.at('/site.yaml')];

    const { status, stderr } = spawnSync('setpriv', [...unprivileged, k3os, ...words], {
      encoding: 'utf8',
    });

    expect(stderr).toMatch(
      /you may not write .*-custom\.iso; give an --output in a folder of your own/,
    );
    expect(status).toBe(64);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind after %s', async (signal) => {
    const slow = `#!/bin/sh\ncase "$*" in *-commit*) echo >${work.at('/begun')}; sleep 60;; esac\nexec /usr/bin/xorriso "$@"\n`;
    writeFileSync(work.at('/bin/xorriso'), slow);
    chmodSync(work.at('/bin/xorriso'), 0o755);

    const child = spawn(k3os, ['image', 'remaster', iso, '--config', work.at('/site.yaml')], {
      env: { PATH: `${work.at('/bin')}:${process.env.PATH}`, TMPDIR: work.at('/tmp') },
      detached: true,
    });
    const ended = once(child, 'exit');
    while (work.text('/begun') === undefined) {
      await sleep(50);
    }
    expect(readdirSync(dirname(iso))).toHaveLength(2);
    // As a terminal does it: to everything that belongs to the command.
    process.kill(-(child.pid ?? 0), signal);

    expect(await ended).toEqual([null, signal]);
    expect(readdirSync(dirname(iso))).toEqual(['k3os-amd64.iso']);
    expect(readdirSync(work.at('/tmp'))).toEqual(['x']);
  });
});
