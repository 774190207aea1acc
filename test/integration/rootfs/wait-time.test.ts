import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const script = fileURLToPath(new URL('../../../rootfs/usr/lib/k3os/wait-time', import.meta.url));

/** As `chronyc -c -n sources` prints them; reach and offset are what counts. */
const source = (reach: string, offset: string) =>
  `^,*,192.0.2.1,2,6,${reach},12,${offset},0.000012,0.004`;

/** Stands in for chronyc: the answers one after the other, the last one for ever. Other words than the script's it refuses. */
function chronyc(folder: string, answers: readonly string[]): void {
  const file = join(folder, 'chronyc');
  const text = [
    '#!/bin/sh',
    '[ "$*" = "-c -n sources" ] || exit 64',
    `echo >>"${folder}/asked"`,
    `case $(wc -l <"${folder}/asked") in`,
    ...answers.map(
      (answer, index) => `${index === answers.length - 1 ? '*' : index + 1}) echo '${answer}' ;;`,
    ),
    'esac',
    '',
  ];
  writeFileSync(file, text.join('\n'));
  chmodSync(file, 0o755);
}

describe('waiting for the time', () => {
  it.each([
    { when: 'the first server answers at once', answers: [source('1', '0.0004')], status: 0 },
    {
      when: 'a server answers after a while',
      answers: [source('0', '0'), source('0', '0'), source('1', '-0.2')],
      status: 0,
    },
    {
      when: 'chronyd corrects a wrong clock',
      answers: [source('1', '86400.5'), source('3', '0.001')],
      status: 0,
    },
    { when: 'no server has ever answered', answers: [source('0', '0')], status: 1 },
    { when: 'the clock stays wrong', answers: [source('377', '-3600')], status: 1 },
    { when: 'no server is known', answers: [''], status: 1 },
  ])('ends with $status when $when', ({ answers, status }) => {
    const { path } = tempRoot();
    chronyc(path, answers);

    const PATH = `${path}:${process.env.PATH}`;
    expect(spawnSync('dash', [script, '1'], { env: { PATH } }).status).toBe(status);
  });
});
