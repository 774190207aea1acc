import { describe, expect, it } from 'vitest';
import { exec } from '../../../src/effects/exec.ts';

const shell = (script: string, options = {}) => exec(['sh', '-c', script], options);

describe('exec', () => {
  it.each([
    {
      when: 'it ends well',
      script: 'echo out; echo err >&2',
      expected: { status: 0, stdout: 'out\n', stderr: 'err\n' },
    },
    { when: 'it fails', script: 'exit 3', expected: { status: 3, stdout: '', stderr: '' } },
    { when: 'it is killed', script: 'kill -9 $$', expected: { status: 128, signal: 'SIGKILL' } },
  ])('tells status and output when $when', async ({ script, expected }) => {
    expect(await shell(script)).toMatchObject({ timedOut: false, ...expected });
  });

  it('says which program is missing', async () => {
    expect(await exec(['no-such-program'])).toMatchObject({
      status: 127,
      stderr: expect.stringContaining('no-such-program'),
    });
  });

  it('hands over standard input and gives no other environment than asked for', async () => {
    const result = await shell('cat; env | grep -v -e PWD -e SHLVL -e _=', {
      stdin: 'in\n',
      env: { A: '1' },
    });

    expect(result.stdout).toBe('in\nA=1\n');
  });

  it('ends a whole pipeline when its time is over', async () => {
    const result = await shell('sleep 1000 | sleep 1000', { timeoutMs: 200 });

    expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM' });
  });

  it.each([
    { when: 'while it runs', signal: () => AbortSignal.timeout(200) },
    { when: 'before it began', signal: () => AbortSignal.abort() },
  ])('ends a whole pipeline when nobody waits for it any more, $when', async ({ signal }) => {
    const result = await shell('sleep 1000 | sleep 1000', { signal: signal() });

    expect(result).toMatchObject({ timedOut: false, signal: 'SIGTERM' });
  });

  it('does not wait for a daemon that keeps the output open', async () => {
    const started = performance.now();

    const result = await shell('sleep 20 & echo started $!');
    process.kill(Number(result.stdout.split(' ')[1]));

    expect(result).toMatchObject({ status: 0, stdout: expect.stringMatching(/^started/) });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('keeps head and tail of endless output', async () => {
    const result = await shell('echo first; yes | head -c 50000000; echo last', {
      maxOutput: 1000,
    });

    expect(result.stdout).toMatch(/^first\n.*bytes left out.*last\n$/s);
    expect(result.stdout.length).toBeLessThan(1100);
  });
});
