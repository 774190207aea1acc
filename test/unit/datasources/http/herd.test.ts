import { expect, it } from 'vitest';
import { metadataClient } from '../../../../src/datasources/http/client.ts';
import { far } from '../../../../src/datasources/http/timing.ts';
import type { DirectResult } from '../../../../src/effects/system.ts';
import { firstDelay } from '../../../../src/lib/backoff.ts';
import { randomNumbers } from '../../../support/random-numbers.ts';
import { type VirtualTime, virtualTime } from '../../../support/virtual-time.ts';

const machines = 5_000;
const perSecond = 100;
/** What a server lets wait before it says that it is busy. */
const mostWaiting = 200;

/** Answers so many requests a second, one after the other; who comes when too many wait is sent away at once. */
function busyServer(time: VirtualTime) {
  const arrivals: number[] = [];
  const seen = { refused: 0 };
  let freeAt = 0;
  return {
    arrivals,
    seen,
    async answer(deadlineMs: number): Promise<DirectResult> {
      arrivals.push(time.now());
      const waitMs = Math.max(0, freeAt - time.now());
      if (waitMs > (mostWaiting / perSecond) * 1000) {
        seen.refused += 1;
        return { status: 503, headers: {}, body: Buffer.alloc(0) };
      }
      freeAt = time.now() + waitMs + 1000 / perSecond;
      // It is answered in any case; whether somebody still waits is not known there.
      const doneMs = freeAt - time.now();
      await time.sleep(Math.min(doneMs, deadlineMs));
      if (doneMs > deadlineMs) {
        throw new Error('no complete answer');
      }
      return { status: 200, headers: {}, body: Buffer.from('hostname: a\n') };
    },
  };
}

it('lets 5000 machines that start together get their data from a server of 100 requests a second', async () => {
  const time = virtualTime();
  const server = busyServer(time);
  const doneAt: number[] = [];
  const clock = { now: () => new Date(time.now()), monotonicMs: time.now, sleep: time.sleep };

  const all = Array.from({ length: machines }, async (_, index) => {
    await time.sleep(firstDelay(`machine-${index}`, far.spreadMs));
    const http = metadataClient({
      system: { clock, fetchDirect: (_url, { deadlineMs }) => server.answer(deadlineMs) },
      patience: far,
      random: randomNumbers(index + 1),
    });
    await http.request('http://192.0.2.1/config.yaml');
    doneAt.push(time.now());
  });
  await time.run();
  await Promise.all(all);

  expect(doneAt).toHaveLength(machines);
  const sorted = doneAt.sort((a, b) => a - b);
  const p99 = sorted[Math.floor(machines * 0.99)] ?? 0;
  // Fifty seconds are the least that this server can do.
  expect(p99).toBeLessThan(90_000);
  expect(peakOf(server.arrivals)).toBeLessThan(2_500);
}, 120_000);

/** Most requests that came within a second. */
function peakOf(arrivals: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const at of arrivals) {
    const second = Math.floor(at / 1000);
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}
