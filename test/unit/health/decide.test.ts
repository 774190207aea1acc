import { describe, expect, it } from 'vitest';
import { decide, type Seen, type Situation } from '../../../src/health/decide.ts';

const both = { network: true, k3s: true };
const all: Seen = { configuration: 'applied', ...both };
const given = (changes: Partial<Situation> = {}): Situation => ({
  had: both,
  seen: all,
  waitedSeconds: 60,
  boundSeconds: 900,
  ...changes,
});
const noNetwork: Seen = { ...all, network: false };
const noK3s: Seen = { ...all, k3s: false, k3sProblem: 'it has not joined yet' };

describe('a boot is good', () => {
  it.each([
    { when: 'all is there', situation: given() },
    { when: 'all is there, however late', situation: given({ waitedSeconds: 5000 }) },
    { when: 'all is there and nothing is known', situation: given({ had: undefined }) },
    {
      when: 'the network was down before and is, after a while',
      situation: given({ had: { network: false, k3s: true }, seen: noNetwork, waitedSeconds: 300 }),
    },
    {
      when: 'it never had k3s, after a while',
      situation: given({ had: { network: true, k3s: false }, seen: noK3s, waitedSeconds: 300 }),
    },
    {
      when: 'nothing is known of an earlier one, after a while',
      situation: given({
        had: undefined,
        seen: { ...all, network: false, k3s: false },
        waitedSeconds: 300,
      }),
    },
    {
      when: 'what was not there before is not, and the bound is shorter than the patience',
      situation: given({
        had: { network: true, k3s: false },
        seen: noK3s,
        boundSeconds: 30,
        waitedSeconds: 30,
      }),
    },
  ])('when $when', ({ situation }) => {
    expect(decide(situation)).toEqual({ kind: 'good' });
  });
});

describe('a boot is waited for', () => {
  it.each([
    {
      when: 'k3s was ready before',
      situation: given({ seen: noK3s }),
      reason: 'k3s is not ready: it has not joined yet (60 s of 900 s)',
    },
    {
      when: 'the network was up before',
      situation: given({ seen: noNetwork, waitedSeconds: 899.9 }),
      reason: 'the network is not usable (899 s of 900 s)',
    },
    {
      when: 'the configuration is being applied, which every boot has to',
      situation: given({ had: undefined, seen: { ...all, configuration: 'pending' } }),
      reason: 'the configuration is not applied (60 s of 900 s)',
    },
    {
      when: 'k3s may yet come, to be expected from then on',
      situation: given({ had: undefined, seen: noK3s, waitedSeconds: 299 }),
      reason: 'k3s is not ready: it has not joined yet (299 s of 300 s)',
    },
    {
      when: 'of two parts one was there before, for that one',
      situation: given({ had: { network: false, k3s: true }, seen: { ...noK3s, network: false } }),
      reason: 'k3s is not ready: it has not joined yet (60 s of 900 s)',
    },
  ])('when $when', ({ situation, reason }) => {
    expect(decide(situation)).toEqual({ kind: 'wait', reason });
  });
});

describe('a boot is bad', () => {
  it.each([
    {
      when: 'a phase failed, at once',
      situation: given({
        seen: { ...all, configuration: 'failed', cause: 'the boot phase did not end' },
        waitedSeconds: 1,
      }),
      reason: 'the configuration could not be applied: the boot phase did not end',
    },
    {
      when: 'k3s is not ready in time',
      situation: given({ seen: noK3s, waitedSeconds: 900 }),
      reason: 'after 15 minutes k3s is not ready: it has not joined yet',
    },
    {
      when: 'neither network nor k3s come back',
      situation: given({ seen: { ...noK3s, network: false }, waitedSeconds: 900 }),
      reason: 'after 15 minutes the network is not usable, k3s is not ready: it has not joined yet',
    },
    {
      when: 'the configuration comes to no end',
      situation: given({
        had: undefined,
        seen: { ...all, configuration: 'pending' },
        boundSeconds: 90,
        waitedSeconds: 90,
      }),
      reason: 'after 90 s the configuration is not applied',
    },
  ])('when $when', ({ situation, reason }) => {
    expect(decide(situation)).toEqual({ kind: 'bad', reason });
  });
});
