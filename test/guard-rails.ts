import { createRequire, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from 'vitest';

/**
 * Unit tests run no program, use no network and write nowhere but below the temp directory. What is tried all
 * the same throws at once, and fails the test afterwards too, so that no handler can swallow it.
 */
const require = createRequire(import.meta.url);
const violations: string[] = [];

function refuse(what: string): never {
  violations.push(what);
  throw new Error(`unit tests must not ${what}`);
}

type Patched = Record<string, (...args: unknown[]) => unknown>;

function forbid(module: string, names: readonly string[], what: string): void {
  const target = require(module) as Patched;
  for (const name of names) {
    target[name] = (...args) => refuse(`${what}: ${name} ${describeArgument(args[0])}`);
  }
}

function describeArgument(value: unknown): string {
  return typeof value === 'string' || value instanceof URL ? String(value) : typeof value;
}

const writable = [require('node:fs').realpathSync(tmpdir()), '/dev/null'];

function isInside(path: unknown): boolean {
  // A descriptor was checked when it was opened.
  if (typeof path === 'number') {
    return true;
  }

  const file = resolve(path instanceof URL ? fileURLToPath(path) : String(path));
  return writable.some((allowed) => file === allowed || file.startsWith(`${allowed}${sep}`));
}

/** `position`: which argument names the file that would change. */
function confine(target: Patched, names: readonly string[], position: number): void {
  for (const base of names) {
    for (const name of [base, `${base}Sync`]) {
      const original = target[name];
      if (original === undefined) {
        continue;
      }
      target[name] = function (this: unknown, ...args) {
        const path = args[position];
        return isInside(path)
          ? original.apply(this, args)
          : refuse(`write outside the temp directory: ${name} ${String(path)}`);
      };
    }
  }
}

function confineOpen(target: Patched, name: string): void {
  const original = target[name] as Patched[string];
  target[name] = function (this: unknown, path, flags = 'r', ...rest) {
    const reads = flags === 'r' || (typeof flags === 'number' && (flags & 0o3103) === 0);
    return reads || typeof flags === 'function' || isInside(path)
      ? original.call(this, path, flags, ...rest)
      : refuse(`open for writing outside the temp directory: ${String(path)}`);
  };
}

const changing = [
  ...['writeFile', 'appendFile', 'mkdir', 'mkdtemp', 'rm', 'rmdir', 'unlink', 'truncate'],
  ...['chmod', 'lchmod', 'chown', 'lchown', 'utimes', 'lutimes', 'createWriteStream'],
];

for (const fs of [require('node:fs'), require('node:fs/promises')] as Patched[]) {
  confine(fs, [...changing, 'rename'], 0);
  confine(fs, ['symlink', 'link', 'copyFile', 'cp', 'rename'], 1);
}
confineOpen(require('node:fs'), 'open');
confineOpen(require('node:fs'), 'openSync');
confineOpen(require('node:fs/promises'), 'open');

const starters = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];
forbid('node:child_process', starters, 'run a program');
forbid('node:dns', ['lookup', 'resolve', 'resolve4', 'resolve6'], 'use the network');
forbid('node:dns/promises', ['lookup', 'resolve', 'resolve4', 'resolve6'], 'use the network');
forbid('node:dgram', ['createSocket'], 'use the network');
const net = require('node:net') as {
  Socket: { prototype: Patched };
  Server: { prototype: Patched };
};
net.Socket.prototype.connect = () => refuse('use the network: connect');
net.Server.prototype.listen = () => refuse('use the network: listen');
Object.assign(process, { execve: () => refuse('replace the process') });
syncBuiltinESMExports();

afterEach(() => {
  expect(violations.splice(0), 'forbidden in unit tests').toEqual([]);
});

/** For the test of the guard rails themselves: something was refused, and that is all right here. */
export function expectViolation(): void {
  expect(violations.splice(0)).not.toEqual([]);
}
