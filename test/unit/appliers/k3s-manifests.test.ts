import { describe, expect, it } from 'vitest';
import { k3sManifests } from '../../../src/appliers/k3s-manifests.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { config } from '../../support/config.ts';
import { type FactsGiven, facts } from '../../support/facts.ts';
import { planContext } from '../../support/plan-context.ts';

const record = '/var/lib/rancher/k3os/shipped-manifests.json';
const image = '/usr/share/rancher/k3s/server/manifests';
const folder = '/var/lib/rancher/k3s/server/manifests';

function plan(wanted: NodeConfig, machine: FactsGiven) {
  const query = k3sManifests.needs?.(wanted, 'runtime');
  return k3sManifests.plan(wanted, planContext({ facts: facts({ query, ...machine }) })).actions;
}

const shipped = { trees: { [image]: { 'upgrade.yaml': 'kind: Plan\n' } } };

describe('k3s-manifests', () => {
  it('brings the manifests of the image to a server and then remembers them', () => {
    const paths = plan(config(), shipped).map((action) => ('path' in action ? action.path : ''));

    expect(paths).toEqual([`${folder}/upgrade.yaml`, record]);
  });

  it('follows --data-dir', () => {
    const wanted = config({ k3os: { k3sArgs: ['server', '--data-dir', '/var/k3s'] } });

    expect(plan(wanted, shipped)[0]).toMatchObject({
      path: '/var/k3s/server/manifests/upgrade.yaml',
    });
  });

  it.each([
    {
      when: 'the node is an agent',
      wanted: config({ k3os: { serverUrl: 'https://a:6443' } }),
      machine: shipped,
    },
    {
      when: 'the system is being installed',
      wanted: config(),
      machine: { ...shipped, mode: 'install' as const },
    },
    { when: 'the image has none', wanted: config(), machine: {} },
  ])('does nothing when $when', ({ wanted, machine }) => {
    expect(plan(wanted, machine)).toEqual([]);
  });

  it('plans nothing on a second run', () => {
    const first = plan(config(), shipped);
    const written = first.find((action) => action.kind === 'write' && action.path === record);
    const content = written?.kind === 'write' ? written.content : '';

    const second = plan(config(), {
      files: { [record]: { content, mode: 0o600 } },
      trees: { ...shipped.trees, [folder]: shipped.trees[image] ?? {} },
    });

    expect(second).toEqual([]);
  });

  it('takes what is there for the user’s when the record is damaged', () => {
    const trees = { ...shipped.trees, [folder]: { 'upgrade.yaml': 'mine' } };

    expect(plan(config(), { files: { [record]: '{' }, trees })).toEqual([]);
  });
});
