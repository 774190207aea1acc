import { describe, expect, it } from 'vitest';
import type { Answered } from '../../../../src/datasources/asking/ask.ts';
import type { Candidate } from '../../../../src/datasources/asking/select.ts';
import type { InstanceData } from '../../../../src/datasources/instance-data.ts';
import { combine, isEnough } from '../../../../src/datasources/learning/combine.ts';

const userdata = Buffer.from('hostname: a\n');

function answered(name: string, outcome: InstanceData | string): Answered {
  const source = { name, provider: name.toUpperCase() } as Answered['source'];
  const common = { source, argument: '', matches: true, asked: [], elapsedMs: 1 };
  return typeof outcome === 'string'
    ? { ...common, failure: outcome }
    : { ...common, data: outcome };
}

describe('what is learned from several sources', () => {
  it.each([
    {
      when: 'the first that answers has user-data',
      all: [answered('a', 'is not there'), answered('b', { instanceId: 'i', userdata })],
      learned: { source: 'b', provider: 'B', instanceId: 'i', userdata },
      enough: true,
    },
    {
      when: 'the first has none, and a later one has',
      all: [
        answered('a', { instanceId: 'i', hostname: 'a-1' }),
        answered('b', { instanceId: 'j', userdata }),
      ],
      learned: { source: 'b', provider: 'B', instanceId: 'j', userdata },
      enough: true,
    },
    {
      when: 'whoever has user-data does not know the machine',
      all: [
        answered('a', { instanceId: 'i', hostname: 'a-1', sshKeys: ['k'] }),
        answered('cdrom', { userdata }),
      ],
      learned: {
        ...{ source: 'cdrom', provider: 'CDROM', userdata },
        ...{ instanceId: 'i', hostname: 'a-1', sshKeys: ['k'], knownBy: 'a' },
      },
      enough: true,
    },
    {
      when: 'whoever has user-data says more of itself',
      all: [
        answered('a', { instanceId: 'i', notices: ['a has no keys'] }),
        answered('file', { provider: '/etc/user-data', notices: ['careful'], userdata }),
      ],
      learned: {
        ...{ source: 'file', provider: '/etc/user-data', userdata, instanceId: 'i' },
        ...{ notices: ['careful', 'a has no keys'], knownBy: 'a' },
      },
      enough: true,
    },
    {
      when: 'nobody has user-data',
      all: [answered('a', { hostname: 'a-1' }), answered('b', { hostname: 'b-1' })],
      learned: { source: 'a', provider: 'A', hostname: 'a-1', userdata: undefined },
      enough: false,
    },
    {
      when: 'user-data is empty',
      all: [answered('a', { hostname: 'a-1', userdata: Buffer.alloc(0) })],
      learned: { source: 'a', provider: 'A', hostname: 'a-1', userdata: Buffer.alloc(0) },
      enough: false,
    },
    { when: 'nobody answers', all: [answered('a', 'no')], learned: undefined, enough: false },
  ])('when $when', ({ all, learned, enough }) => {
    expect(combine(all)).toEqual(learned);
    expect(isEnough(all, [])).toBe(enough);
  });

  const left = (name: string, matches: boolean, more = {}): Candidate => ({
    ...{ source: { name, ...more } as Candidate['source'], argument: '', matches },
  });
  const medium = answered('cdrom', { userdata });
  const cloud = answered('a', { instanceId: 'i', userdata });

  it.each([
    {
      when: 'nobody knows the machine, and its cloud may',
      all: [medium],
      rest: [left('aws', true)],
    },
    {
      when: 'its cloud waits to hear of it',
      all: [cloud],
      rest: [left('azure', true, { settle: async () => undefined })],
    },
  ])('is not enough when $when', ({ all, rest }) => {
    expect(isEnough(all, rest)).toBe(false);
  });

  it.each([
    {
      when: 'nobody knows the machine, and it is in no cloud of the list',
      all: [medium],
      rest: [left('aws', false)],
    },
    { when: 'the machine is known', all: [cloud], rest: [left('nocloud', true)] },
  ])('is enough when $when', ({ all, rest }) => {
    expect(isEnough(all, rest)).toBe(true);
  });
});
