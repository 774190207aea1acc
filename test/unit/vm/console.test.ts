import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConsole } from '../../../src/vm/console.ts';

const never = new Promise<never>(() => undefined);

describe('a console', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells who waits for a line, whether it came before or comes later', async () => {
    const console = createConsole({ name: 'm' });
    const later = console.match(/^port (\d+)/);

    console.receive('po');
    console.receive('rt 22');
    console.receive('22\n');

    expect((await later)[1]).toBe('2222');
    expect((await console.match(/port/))[0]).toBe('port');
  });

  it('takes a line without an end for a prompt when nothing follows', async () => {
    const console = createConsole({ name: 'm' });
    let login: string | undefined;
    console.match(/login: $/).then(({ input }) => {
      login = input;
    });

    console.receive('m login: ');
    await vi.advanceTimersByTimeAsync(500);
    expect(login).toBeUndefined();
    await vi.advanceTimersByTimeAsync(600);
    expect(login).toBe('m login: ');
    expect((await console.match(/login/)).input).toBe('m login: ');
  });

  it('takes nothing for an answer that was there before the question', async () => {
    const console = createConsole({ name: 'm' });
    console.receive('# ls\n# ');
    console.skip();
    const answer = console.match(/^#/);
    console.receive('id\n# \n');

    expect((await answer).input).toBe('# ');
  });

  it('says what did not come in time, and how far the machine got', async () => {
    const console = createConsole({ name: 'm' });
    console.receive('one\ntwo\n');
    const waited = console.during('three', 5000, never).catch(String);

    await vi.advanceTimersByTimeAsync(5000);

    expect(await waited).toBe(
      'OperationError: m: three: not within 5 s; the end of its console:\none\ntwo',
    );
  });

  it('ends every wait at a denied line, with the lines that follow at once', async () => {
    const console = createConsole({ name: 'm' });
    const waited = console.during('ready', 60_000, console.match(/ready/)).catch(String);

    console.receive('Kernel panic - not syncing: no init\n');
    console.receive('Call Trace:\nready\n');
    await vi.advanceTimersByTimeAsync(1000);

    expect(await waited).toMatch(
      /m: the kernel gave up \(panic\): Kernel panic - not syncing: no init; .*\n.*\nCall Trace:/,
    );
    await expect(console.during('more', 1, never)).rejects.toThrow('gave up');
    expect(String(console.failure())).toContain('gave up');
  });

  it('does not wait for lines that follow when the machine is gone', () => {
    const console = createConsole({ name: 'm' });
    console.receive('Kernel panic - not syncing: no init\n');
    expect(console.failure()).toBeUndefined();

    console.close();

    expect(String(console.failure())).toContain('gave up');
  });

  it('knows a bad prompt too', async () => {
    const console = createConsole({ name: 'm' });
    console.receive('grub rescue> ');

    await vi.advanceTimersByTimeAsync(2000);

    expect(String(console.failure())).toContain('(boot-loader): grub rescue>');
  });

  it('lets pass what the test is about', async () => {
    const console = createConsole({ name: 'm', allow: ['panic'] });
    console.receive('Kernel panic - not syncing: no init\nready\n');
    console.close();

    expect((await console.match(/ready/))[0]).toBe('ready');
    expect(console.failure()).toBeUndefined();
  });
});
