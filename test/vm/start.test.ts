import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../../src/image/build/run-tool.ts';
import { until } from '../../src/sandbox/wait.ts';
import { tempRoot } from '../support/temp-root.ts';
import { guest } from './support.ts';

const program = fileURLToPath(new URL('../../src/vm/start.ts', import.meta.url));
const waitMs = 180_000;

describe('npm start -- --vm', () => {
  const children: ChildProcessWithoutNullStreams[] = [];
  let iso: string;

  beforeAll(async () => {
    iso = await isoOf('echo guest-ready; exec setsid -c sh -i </dev/ttyS0 >/dev/ttyS0 2>&1');
  });

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
  });

  /** In a terminal of its own; what is written to its stdin is typed. */
  function start(...words: string[]) {
    const command = ['exec', process.execPath, program, '--vm', ...words].join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null']);
    children.push(child);
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
    });
    const said = (pattern: RegExp) =>
      until(
        () => `${pattern}: not within ${waitMs / 1000} s:\n${output}`,
        waitMs,
        () => pattern.test(output) || child.exitCode !== null,
      );
    return { child, said, output: () => output };
  }

  it('boots the ISO, passes on what is typed, ends by its keys and leaves nothing', async () => {
    const before = folders();
    const { child, said, output } = start('--iso', iso, '--memory', '256');

    await said(/guest-ready/);
    expect(output()).toMatch(/Log in from another terminal: ssh -p \d+ rancher@127\.0\.0\.1\r\n/);
    expect(output()).toContain('Ctrl-A X switches it off');
    // Ctrl-C is the guest's: it ends the sleep, and nothing else.
    child.stdin.write('sleep 999\n');
    await said(/sleep 999/);
    child.stdin.write('\x03');
    child.stdin.write('echo $((6 * 7)) is the answer\n');
    await said(/42 is the answer/);

    child.stdin.write('\x01x');
    const [status] = await once(child, 'exit');
    expect(status, output()).toBe(0);
    expect(folders().filter((name) => !before.includes(name))).toEqual([]);
  });

  it('ends with status 0 when the machine switches itself off', async () => {
    const { child, said, output } = start('--iso', iso, '--memory', '256', '--uefi');
    await said(/guest-ready/);

    child.stdin.write('poweroff -f\n');

    const [status] = await once(child, 'exit');
    expect(status, output()).toBe(0);
  });

  it.each([
    { words: ['--iso', '/nowhere.iso'], says: /Could not open '\/nowhere\.iso'/, status: 1 },
    { words: ['--memory', 'much'], says: /--memory much: must be a whole number/, status: 64 },
  ])('says what is wrong with $words', async ({ words, says, status: wanted }) => {
    const { child, output } = start(...words);

    const [status] = await once(child, 'exit');

    expect(output()).toMatch(says);
    expect(status).toBe(wanted);
  });
});

/** What machines have left on the disk. */
function folders(): string[] {
  return readdirSync('/var/tmp').filter((name) => name.startsWith('k3os-vm.'));
}

/** A CD with GRUB, for BIOS and UEFI. */
async function isoOf(script: string): Promise<string> {
  const kernel = await guest(script);
  const { path } = tempRoot();
  const tree = join(path, 'tree');
  mkdirSync(join(tree, 'boot/grub'), { recursive: true });
  copyFileSync(kernel.image, join(tree, 'vmlinuz'));
  copyFileSync(kernel.initrd, join(tree, 'initrd'));
  const menu = `serial\nterminal_output serial\nlinux /vmlinuz ${kernel.append}\ninitrd /initrd\nboot\n`;
  writeFileSync(join(tree, 'boot/grub/grub.cfg'), menu);
  const iso = join(path, 'guest.iso');
  await runTool(['grub-mkrescue', '-o', iso, tree]);
  return iso;
}
