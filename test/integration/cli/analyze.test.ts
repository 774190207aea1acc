import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const timeline = [
  '1.50 begin initrd',
  '2.00 end initrd',
  '3.00 begin sshd',
  '3.50 end sshd',
  '4.25 at k3s starts',
  '',
].join('\n');

function analyze(...words: string[]) {
  const { path } = tempRoot({ 'node/run/k3os/timeline': timeline });
  const argv = [main, 'analyze', '--root', join(path, 'node'), ...words];
  return { path, ...spawnSync(process.execPath, argv, { encoding: 'utf8', cwd: path }) };
}

describe('k3os analyze --svg', () => {
  it('draws into a file beside the caller, not below --root', () => {
    const { path, status, stdout, stderr } = analyze('--svg', 'boot.svg');

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(path, 'boot.svg'), 'utf8')).toContain('k3s was started 4.25 s');
    expect(existsSync(join(path, 'node/boot.svg'))).toBe(false);
  });

  it('says which file it cannot write', () => {
    const { status, stdout, stderr } = analyze('--svg', 'none/boot.svg');

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^k3os: cannot write none\/boot\.svg: ENOENT.*\n$/);
  });
});
