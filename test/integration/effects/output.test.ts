import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { singleQuote } from '../../../src/lib/shell-quote.ts';

const module = fileURLToPath(new URL('../../../src/effects/output.ts', import.meta.url));

function script(code: string): string[] {
  return ['-e', `import(${JSON.stringify(module)}).then(({ writeLine }) => { ${code} })`];
}

describe('writeLine', () => {
  it('writes a line that is larger than any pipe, whole', () => {
    const { stdout } = spawnSync(process.execPath, script("writeLine(1, 'x'.repeat(3e6))"), {
      encoding: 'utf8',
      maxBuffer: 8e6,
    });

    expect(stdout).toHaveLength(3e6 + 1);
  });

  it('waits for a slow reader of a pipe that does not block', async () => {
    // Touching process.stdout of a pipe from a parent's socket makes it non-blocking on this side.
    const code = "process.stdout._handle?.setBlocking?.(false); writeLine(1, 'x'.repeat(3e6))";
    const child = spawn(process.execPath, script(code), { stdio: ['ignore', 'pipe', 'inherit'] });
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });

    const [status] = (await once(child, 'close')) as [number];

    expect({ status, bytes }).toEqual({ status: 0, bytes: 3e6 + 1 });
  });

  it('goes on when the reader has gone away', () => {
    const code =
      "for (let n = 0; n < 9; n += 1) writeLine(1, 'x'.repeat(1e5)); writeLine(2, 'end')";
    const words = script(code).map(singleQuote);
    const command = `${process.execPath} ${words.join(' ')} | true`;

    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: 'end\n' });
  });
});
