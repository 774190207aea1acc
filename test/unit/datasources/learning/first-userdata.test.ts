import { describe, expect, it } from 'vitest';
import type { Learned } from '../../../../src/datasources/learning/combine.ts';
import { withFirstUserdata } from '../../../../src/datasources/learning/first-userdata.ts';
import { packed, type Remembered } from '../../../../src/datasources/learning/record.ts';

const before: Remembered = {
  ...{ source: 'azure', instanceId: '1', at: '2026-06-01T08:00:00Z', isFirstUserdata: true },
  files: packed([{ path: '/run/config/userdata', mode: 0o600, content: Buffer.from('first') }]),
};
const learned: Learned = {
  ...{ provider: 'Azure', source: 'azure', instanceId: '1', hostname: 'a' },
  userdata: Buffer.from('later'),
};

describe('user-data that there is at the first boot alone', () => {
  it.each([
    { what: 'the machine is the same', given: {}, counts: 'first' },
    { what: 'there is none now', given: { userdata: undefined }, counts: 'first' },
    { what: 'the machine is another one', given: { instanceId: '2' }, counts: 'later' },
    { what: 'another source says it', given: { source: 'nocloud' }, counts: 'later' },
    { what: 'there is one again', given: { isFirstUserdata: true }, counts: 'later' },
  ])('gives $counts where $what', ({ given, counts }) => {
    const { userdata, hostname } = withFirstUserdata({ ...learned, ...given }, before);

    expect(userdata?.toString()).toBe(counts);
    expect(hostname).toBe('a');
  });

  it('is remembered as such for the boots to come', () => {
    expect(withFirstUserdata(learned, before).isFirstUserdata).toBe(true);
  });

  it.each([
    { what: 'nothing was learned before', before: undefined },
    { what: 'what was learned can change', before: { ...before, isFirstUserdata: undefined } },
  ])('is nothing where $what', ({ before }) => {
    expect(withFirstUserdata(learned, before)).toEqual(learned);
  });
});
