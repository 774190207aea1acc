import { describe, expect, it } from 'vitest';
import { reach, usualHost } from '../../../../src/datasources/asking/reach.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const links = ['eth0', 'eth1'].map((name) => ({ name, mac: '02:00:00:00:00:01', driver: '' }));
const never = () => new Promise<never>(() => undefined);
const refuse = (why: string) => Promise.reject(new Error(why));

/** Asks a source that has a service by both families. */
function ask(
  answers: Readonly<Record<string, () => Promise<string>>>,
  networkUp: () => Promise<void> = () => Promise.resolve(),
  signal = new AbortController().signal,
) {
  const signals = new Map<string, AbortSignal>();
  const answer = reach.either({
    ...{ system: recordingSystem(), platform: { links }, random: () => 0, networkUp, signal },
    async ask(host, ended) {
      signals.set(host, ended);
      return (answers[host] ?? never)();
    },
  });
  return { signals, answer };
}

describe('a service with addresses of both families', () => {
  it('is asked on every link while there is no network yet, and by IPv4 no more once it has answered', async () => {
    const { answer, signals } = ask(
      { '[fe80::a9fe:a9fe%eth1]': () => Promise.resolve('by IPv6') },
      never,
    );

    expect(await answer).toBe('by IPv6');

    expect([...signals.keys()]).toEqual(['[fe80::a9fe:a9fe%eth0]', '[fe80::a9fe:a9fe%eth1]']);
    expect(signals.get('[fe80::a9fe:a9fe%eth0]')?.aborted).toBe(true);
  });

  it('is asked by IPv4 once there is a network', async () => {
    const { answer, signals } = ask({ [usualHost]: () => Promise.resolve('by IPv4') });

    expect(await answer).toBe('by IPv4');

    expect(signals.get('[fe80::a9fe:a9fe%eth1]')?.aborted).toBe(true);
  });

  it('is away where none of them answers, and says so of each', async () => {
    const { answer } = ask({
      [usualHost]: () => refuse('no route'),
      '[fe80::a9fe:a9fe%eth0]': () => refuse('no neighbour'),
      '[fe80::a9fe:a9fe%eth1]': () => refuse('no neighbour'),
    });

    await expect(answer).rejects.toThrow(/^no route; no neighbour; no neighbour$/);
  });

  it('is asked no more when nobody waits for it', async () => {
    const nobody = new AbortController();
    const { signals } = ask({}, never, nobody.signal);

    nobody.abort();

    expect([...signals.values()].map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});
