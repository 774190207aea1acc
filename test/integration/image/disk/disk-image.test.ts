import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imageDisk } from '../../../../src/cli/image-disk.ts';
import { realSystem } from '../../../../src/effects/real-system.ts';
import { exitCodes } from '../../../../src/errors.ts';
import { runCommand } from '../../../support/command-input.ts';
import { installMedium } from '../../../support/install-medium.ts';
import { tempRoot } from '../../../support/temp-root.ts';
import { labelOf, output, startsSomething, withPart } from '../../install/disk-image.ts';

let iso: string;
beforeAll(async () => {
  ({ iso } = await installMedium());
});

async function make(
  { iso: given = iso, ...options }: Record<string, string | boolean>,
  config = 'k3os: {password: rancher}\n',
) {
  const file = tempRoot().at('/disk.img');
  const outcome = await runCommand(imageDisk, {
    system: realSystem('/'),
    args: [String(given)],
    options: { output: file, size: '4G', config: 'node.yaml', ...options },
    localFiles: { 'node.yaml': config },
  }).catch((error: Error) => error);
  return { file, outcome };
}

describe('k3os image disk', () => {
  it('makes a disk that starts, in a file that takes the place it needs', async () => {
    const { file, outcome } = await make({});

    expect(outcome).toMatchObject({ exitCode: exitCodes.ok });
    expect(startsSomething(file)).toBe(true);
    expect([labelOf(file, 'boot'), labelOf(file, 'state')]).toEqual(['K3OS_GRUB', 'K3OS_STATE']);
    withPart(file, 'state', (device) =>
      expect(output('debugfs', '-R', 'cat /k3os/system/config.yaml', device)).toBe(
        'k3os: {password: rancher}\n',
      ),
    );
    const { size, blocks, mode } = statSync(file);
    expect(size).toBe(4 * 1024 ** 3);
    expect(blocks * 512).toBeLessThan(200e6);
    expect(mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['disk.img']);
  });

  it('makes one for QEMU, too', async () => {
    const { file, outcome } = await make({ format: 'qcow2' });

    expect(outcome).toMatchObject({ exitCode: exitCodes.ok });
    expect(JSON.parse(output('qemu-img', 'info', '--output=json', file))).toMatchObject({
      format: 'qcow2',
      'virtual-size': 4 * 1024 ** 3,
    });
  });

  it('writes nothing for a configuration with which nobody can log in', async () => {
    const { file, outcome } = await make({}, 'hostname: a\n');

    expect(outcome).toMatchObject({ exitCode: exitCodes.invalidConfig });
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it.each([
    {
      what: 'an ISO that is not there',
      given: { iso: '/none.iso' },
      says: 'cannot read /none.iso',
    },
    {
      what: 'a folder that is not there',
      given: { output: '/none/disk.img' },
      says: 'there is no folder /none',
    },
  ])('is refused for $what, in one line', async ({ given, says }) => {
    const { outcome } = await make(given);

    expect(outcome).toMatchObject({ message: expect.stringContaining(says) });
  });

  it.each([
    { size: '2G', says: /--size 2G: must be 4G or more/ },
    { size: 'big', says: /--size big: must be/ },
  ])('is refused for the size $size', async ({ size, says }) => {
    expect((await make({ size })).outcome).toMatchObject({ message: expect.stringMatching(says) });
  });
});
