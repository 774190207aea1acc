import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dataSources } from '../../../src/appliers/data-sources.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { planOf, written } from '../../unit/appliers/planned.ts';

const service = fileURLToPath(new URL('../../../rootfs/etc/init.d/cloud-config', import.meta.url));

/** Starts the service as OpenRC does: settings first, then the script; with a program that writes down what it is asked. */
function start(sources: readonly string[], status = 0) {
  const { path: folder } = tempRoot();
  const program = join(folder, 'k3os');
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$@" "$K3OS_DATA_SOURCES" >"${folder}/asked"\nexit ${status}\n`,
  );
  chmodSync(program, 0o755);
  const plan = planOf(dataSources, {
    wanted: { k3os: { dataSources: [...sources] } },
    files: { '/etc/init.d/cloud-config': '' },
  });
  const script = [
    'einfo() { echo "$*"; }; eerror() { echo "error: $*"; }',
    written(plan, '/etc/conf.d/cloud-config') ?? '',
    readFileSync(service, 'utf8').replaceAll('/usr/sbin/k3os', program),
    'start',
  ];
  const { stdout, stderr } = spawnSync('sh', ['-u'], {
    input: script.join('\n'),
    encoding: 'utf8',
  });
  const asked = readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n');
  return { told: stdout + stderr, asked };
}

describe('the service that asks the data sources', () => {
  const sources = ['aws', 'url=https://al:canary@h/a?token=canary&b=$(canary)', 'file=/canary'];

  it('tells their names, and nothing of what may be secret', () => {
    expect(start(sources)).toEqual({
      told: 'Asking the data sources: aws url file\n',
      asked: ['datasource', 'apply', ...sources],
    });
  });

  it.each([
    { status: 1, told: /^error: .*\(status 1\)/m },
    { status: 2, told: /^(?!.*error)/s },
  ])('tells what is wrong when the program ends with $status', ({ status, told }) => {
    const answer = start(sources, status);

    expect(answer.told).toMatch(told);
    expect(answer.told).not.toContain('canary');
  });
});
