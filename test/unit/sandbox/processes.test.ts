import { describe, expect, it } from 'vitest';
import { findInit, identify, isAlive } from '../../../src/sandbox/processes.ts';

describe('a process', () => {
  it('is recognised as long as it lives', () => {
    const self = identify(process.pid);

    expect(self).toMatchObject({ pid: process.pid, startTime: expect.stringMatching(/^\d+$/) });
    expect(self && isAlive(self)).toBe(true);
  });

  it('is not mistaken for a later one with its number', () => {
    expect(isAlive({ pid: process.pid, startTime: '1' })).toBe(false);
  });

  it('may be gone', () => {
    expect(identify(2 ** 22 + 1)).toBeUndefined();
    expect(isAlive({ pid: 2 ** 22 + 1, startTime: '1' })).toBe(false);
  });

  it('is no init of a network namespace that nobody has', () => {
    expect(findInit('net:[1]')).toBeUndefined();
  });
});
