import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HardwareFacts } from '../../../src/facts/hardware.ts';
import { tempRoot } from '../../support/temp-root.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

function k3os(...words: string[]) {
  return spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });
}

/** Asked elsewhere than the command does, so that it is no echo of itself. */
const kernel = {
  cores: readFileSync('/proc/cpuinfo', 'utf8').match(/^processor\s*:/gm)?.length,
  bytes: Number(/^MemTotal:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024,
  firmware: existsSync('/sys/firmware/efi') ? 'UEFI' : 'BIOS',
};

describe('k3os facts', () => {
  it('tells this machine as JSON', () => {
    const { status, stdout, stderr } = k3os('facts', '--json');
    const facts = JSON.parse(stdout) as HardwareFacts;

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(facts).toMatchObject({
      system: { virtual: expect.any(Boolean), vendor: expect.any(String) },
      firmware: { kind: kernel.firmware },
      cpu: { cores: kernel.cores, architecture: process.arch, model: expect.stringMatching(/\S/) },
      memoryBytes: kernel.bytes,
      disks: expect.any(Array),
    });
    for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
      const found = facts.interfaces.find((known) => known.name === name);
      expect(found?.mac).toBe(addresses[0]?.mac);
      expect(addresses.map(({ address }) => address)).toEqual(
        expect.arrayContaining(found?.addresses ?? ['none']),
      );
    }
  });

  it('says the same in lines for a person', () => {
    const { cpu, disks, interfaces } = JSON.parse(k3os('facts', '--json').stdout) as HardwareFacts;
    const { status, stdout, stderr } = k3os('facts');
    const lines = stdout.trimEnd().split('\n');

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      ...['machine', 'serial', 'uuid', 'firmware', 'cpu', 'memory'],
      ...disks.map(() => 'disk'),
      ...interfaces.map(() => 'interface'),
    ]);
    expect(lines).toContain(`cpu:       ${cpu.model}, ${cpu.cores} cores, ${cpu.architecture}`);
    expect(lines).toContain(`memory:    ${(kernel.bytes / 2 ** 30).toFixed(1)} GiB`);
    for (const { name, mac, state, addresses } of interfaces) {
      expect(lines).toContain(`interface: ${[name, mac, state, ...addresses].join(' ')}`);
    }
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it.each([
    { when: 'has EFI variables', tree: { '/sys/firmware/efi': { directory: 0o755 } }, is: 'UEFI' },
    { when: 'has none', tree: { '/sys/firmware': { directory: 0o755 } }, is: 'BIOS' },
  ])('calls the firmware $is of a system that $when', ({ tree, is }) => {
    const { stdout } = k3os('facts', '--root', tempRoot(tree).path);

    expect(stdout).toMatch(new RegExp(`^firmware: +${is}\\b`, 'm'));
  });

  it.each([
    { words: ['facts', 'disks'], says: 'too many arguments' },
    { words: ['facts', '--yaml'], says: "unknown option '--yaml'" },
    { words: ['facts', '--root', '/no/such/folder'], says: 'no such folder' },
  ])('refuses $words with one line', ({ words, says }) => {
    const { status, stdout, stderr } = k3os(...words);

    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^k3os: .*${says}.*\\n$`));
  });
});
