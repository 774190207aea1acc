import { describe, expect, it } from 'vitest';
import { changes, type LaunchFiles, parseRunning, runningOf } from '../../../src/k3s/running.ts';

const before: LaunchFiles = {
  args: ['server', '--token', 'canary-1', '--node-label=a=b'],
  environment: { K3S_TOKEN: 'canary-2' },
};

const change = (after: Partial<LaunchFiles>) =>
  changes(runningOf(before), runningOf({ ...before, ...after }));

describe('changes of a running k3s', () => {
  it.each<{ when: string; after: Partial<LaunchFiles>; says: string[] }>([
    { when: 'nothing changed', after: {}, says: [] },
    {
      when: 'a label changed',
      after: { args: [...before.args.slice(0, 3), '--node-label=a=c'] },
      says: ['---node-label=a=b', '+--node-label=a=c'],
    },
    {
      when: 'a flag with its value came',
      after: { args: [...before.args, '--disable', 'traefik'] },
      says: ['+--disable traefik'],
    },
    {
      when: 'a label is there twice',
      after: { args: [...before.args, '--node-label=a=b'] },
      says: ['+--node-label=a=b'],
    },
    {
      when: 'a secret argument changed',
      after: { args: ['server', '--token', 'canary-3', '--node-label=a=b'] },
      says: ['---token ***', '+--token ***'],
    },
    {
      when: 'the order changed',
      after: { args: ['server', '--node-label=a=b', '--token', 'canary-1'] },
      says: ['order of arguments changed'],
    },
    {
      when: 'the token changed',
      after: { environment: { K3S_TOKEN: 'canary-4' } },
      says: ['environment K3S_TOKEN changed'],
    },
    {
      when: 'a variable came and one went',
      after: { environment: { K3S_URL: 'https://a' } },
      says: ['-environment K3S_TOKEN', '+environment K3S_URL'],
    },
  ])('are $says when $when', ({ after, says }) => {
    expect(change(after)).toEqual(says);
  });

  it('are kept without any secret', () => {
    expect(JSON.stringify(runningOf(before))).not.toContain('canary');
  });

  it('survive being written and read', () => {
    const running = runningOf(before);

    expect(parseRunning(Buffer.from(JSON.stringify(running)))).toEqual(running);
  });

  it.each(['', '{', '{"args":"x"}', '[]'])('are not known from the damaged file %j', (text) => {
    expect(parseRunning(Buffer.from(text))).toBeUndefined();
  });
});
