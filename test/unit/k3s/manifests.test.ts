import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { planManifests } from '../../../src/k3s/manifests.ts';
import { facts } from '../../support/facts.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const tree = (files: Record<string, string>) => facts({ trees: { t: files } }).tree('t');

interface Row {
  readonly when: string;
  readonly shipped?: Record<string, string>;
  readonly present?: Record<string, string>;
  readonly recorded?: Record<string, string>;
  readonly does: string[];
  readonly remembers: Record<string, string>;
}

describe('shipped manifests', () => {
  it.each<Row>([
    {
      when: 'there is none yet',
      shipped: { 'a/b.yaml': '1' },
      does: ['write /m/a/b.yaml 1'],
      remembers: { 'a/b.yaml': '1' },
    },
    {
      when: 'it is there as shipped',
      shipped: { 'a.yaml': '1' },
      present: { 'a.yaml': '1' },
      recorded: { 'a.yaml': '1' },
      does: [],
      remembers: { 'a.yaml': '1' },
    },
    {
      when: 'the image has a newer one',
      shipped: { 'a.yaml': '2' },
      present: { 'a.yaml': '1' },
      recorded: { 'a.yaml': '1' },
      does: ['write /m/a.yaml 2'],
      remembers: { 'a.yaml': '2' },
    },
    {
      when: 'the user edited it',
      shipped: { 'a.yaml': '2' },
      present: { 'a.yaml': 'mine' },
      recorded: { 'a.yaml': '1' },
      does: [],
      remembers: { 'a.yaml': '1' },
    },
    {
      when: 'the user had one of that name before',
      shipped: { 'a.yaml': '1' },
      present: { 'a.yaml': 'mine' },
      does: [],
      remembers: {},
    },
    {
      when: 'the user removed it',
      shipped: { 'a.yaml': '2' },
      recorded: { 'a.yaml': '1' },
      does: [],
      remembers: { 'a.yaml': '1' },
    },
    {
      when: 'the user skips it',
      shipped: { 'a.yaml': '1' },
      present: { 'a.yaml.skip': '' },
      does: [],
      remembers: {},
    },
    {
      when: 'the image has it no more',
      present: { 'a.yaml': '1' },
      recorded: { 'a.yaml': '1' },
      does: ['remove /m/a.yaml'],
      remembers: {},
    },
    {
      when: 'the image has it no more but the user edited it',
      present: { 'a.yaml': 'mine' },
      recorded: { 'a.yaml': '1' },
      does: [],
      remembers: {},
    },
    {
      when: 'there are only files of the user',
      present: { 'own.yaml': 'x' },
      does: [],
      remembers: {},
    },
  ])('do $does when $when', ({ shipped = {}, present = {}, recorded = {}, does, remembers }) => {
    const hashes = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, hash(text)]));
    const plan = planManifests({
      shipped: tree(shipped),
      present: tree(present),
      record: hashes(recorded),
      folder: '/m',
    });

    const done = plan.actions.map((action) =>
      action.kind === 'write'
        ? `write ${action.path} ${action.content}`
        : `${action.kind} ${'path' in action ? action.path : ''}`,
    );
    expect(done).toEqual(does);
    expect(plan.record).toEqual(hashes(remembers));
  });

  it('that were edited are named in a notice', () => {
    const { notices } = planManifests({
      shipped: tree({ 'a.yaml': '2' }),
      present: tree({ 'a.yaml': 'mine' }),
      record: {},
      folder: '/m',
    });

    expect(notices).toEqual([
      '/m/a.yaml: edited by hand, the image’s own is not used'.replace('’', "'"),
    ]);
  });
});
