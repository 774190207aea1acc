import { beforeAll, describe, expect, it } from 'vitest';
import { bootMs, onNode } from '../node.ts';
import {
  dies,
  emptyInitrd,
  hangs,
  impatientInitrd,
  k3sThatFails,
  panics,
  systemThat,
} from './bad-parts.ts';
import { addTrial, copyOf, makeDisk } from './disk.ts';
import { config, decidedGenerations, startNode, startOf } from './node.ts';

const onTrial = (tries: number) => startOf(`generation 2 \\(on trial, tries left: ${tries}\\)`);

describe('a generation on trial that does not come up', () => {
  let installed: string;

  beforeAll(async () => {
    installed = await makeDisk(config);
  });

  it(
    'is left behind when its kernel finds no first process',
    async () => {
      const disk = await copyOf(installed);
      await addTrial(disk, { name: 'no-init', changes: await emptyInitrd(), tries: 1 });
      const node = await startNode('trial-no-init', disk, { allow: ['panic'] });

      await node.waitFor(onTrial(1), bootMs);
      await node.waitFor(/Kernel panic - not syncing/, bootMs);
      await node.waitFor(startOf('generation 1'), bootMs);
    },
    bootMs,
  );

  it(
    'is left behind when its initrd hangs, its kernel panics, and its program crashes',
    async () => {
      const disk = await copyOf(installed);
      const mishaps = { '1 init': hangs, '2 init': panics, '3 init': 'exit 1' };
      const changes = { ...(await impatientInitrd()), ...(await systemThat(mishaps, 900)) };
      await addTrial(disk, { name: 'no-start', changes });
      const node = await startNode('trial-no-start', disk, { allow: ['panic'] });

      await node.waitFor(onTrial(3), bootMs);
      await node.waitFor(/which is on trial: its initrd was not done within 20 minutes/, bootMs);
      await node.waitFor(onTrial(2), bootMs);
      await node.waitFor(/Kernel panic - not syncing: sysrq triggered crash/, bootMs);
      await node.waitFor(onTrial(1), bootMs);
      await node.waitFor(/which is on trial: generation 2 on \/dev\/vda3 is damaged/, bootMs);
      await node.waitFor(startOf('generation 1'), bootMs);
    },
    2 * bootMs,
  );

  it(
    'is left behind when its configuration never ends, and when all stands still, which the hardware notices',
    async () => {
      const disk = await copyOf(installed);
      const changes = await systemThat({ '1 config': hangs, '2 init': dies }, 30);
      await addTrial(disk, { name: 'hangs', changes, tries: 2 });
      const node = await startNode('trial-hangs', disk, { allow: ['panic'] });

      await node.waitFor(/this generation is on trial and has not come up within 40 s/, bootMs);
      await node.waitFor(onTrial(1), bootMs);
      await node.waitFor(/Kernel panic - not syncing: sysrq triggered crash/, bootMs);
      await node.waitFor(startOf('generation 1'), bootMs);
      const note = 'generation 2 was given up: it was not up within 40 s; generation 1 runs';
      await node.waitFor(new RegExp(`Note: ${note}`), bootMs);
      expect(await decidedGenerations(node)).toEqual(['1 booted, good', '2 failed']);
    },
    3 * bootMs,
  );

  it(
    'is left behind when k3s crashes and hangs, and does not come up as before',
    async () => {
      const disk = await copyOf(installed);
      const changes = { ...(await systemThat({}, 60)), ...(await k3sThatFails()) };
      await addTrial(disk, { name: 'no-k3s', changes });
      const node = await startNode('trial-no-k3s', disk);
      const why = 'after 60 s k3s is not ready: it has not joined yet';

      expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
      const told = new RegExp(`generation 2 did not come up and is given up: ${why}`);
      await node.waitFor(told, bootMs);
      await node.waitFor(/restarting with generation 1/, bootMs);
      await node.waitFor(startOf('generation 1'), bootMs);
      const note = `generation 2 was given up: ${why}; generation 1 runs`;
      await node.waitFor(new RegExp(`Note: ${note}`), bootMs);
      expect(await onNode(node, 'k3os status')).toContain(`note:   ${note}\n`);
      expect(JSON.parse(await onNode(node, annotated))).toMatchObject({
        metadata: {
          annotations: { 'k3os.io/generation': '1', 'k3os.io/rolled-back': `2: ${why}` },
        },
      });
    },
    3 * bootMs,
  );
});

/** The node as the cluster knows it, once it has been told. */
const annotated = `node='sudo kubectl get --raw /api/v1/nodes/installed'
timeout 100 sh -c "until $node | grep -q rolled-back; do sleep 1; done" >&2; $node`;
