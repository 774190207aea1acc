import { expect, it } from 'vitest';
import type { Machine } from '../../../src/vm/machine.ts';
import { bootMs, onNode } from '../node.ts';
import { addTrial, copyOf, makeDisk } from './disk.ts';
import { config, decidedGenerations, restart, startNode, startOf } from './node.ts';

const gibibyte = 1024 ** 3;

it(
  'tries another generation, keeps it when it comes up, and goes back when it is told to',
  async () => {
    // As when an image of a disk is written to a larger card.
    const disk = await copyOf(await makeDisk(config), 8 * gibibyte);
    await addTrial(disk, { name: 'again' });
    const node = await startNode('good-trial', disk, { kind: 'sd-card' });

    await node.waitFor(startOf('generation 2 \\(on trial, tries left: 3\\)'), bootMs);
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await decidedGenerations(node)).toEqual(['1 previous', '2 booted, good']);
    const tried = await look(node);
    expect(tried).toMatchObject({ links: '2 1', guards: '0' });
    expect(tried.machineId).toMatch(/^[0-9a-f]{32}$/);
    expect(Number(tried.bytes)).toBeGreaterThan(7 * gibibyte);

    // Whoever switches a machine off in the middle of its start gives no sign of trouble.
    for (let time = 0; time < 2; time += 1) {
      await node.reset();
      await node.waitFor(startOf('generation 2'), bootMs);
      await node.waitFor(/k3os: starting in mode local/, bootMs);
    }
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await decidedGenerations(node)).toEqual(['1 previous', '2 booted, good']);
    expect(await look(node)).toEqual(tried);
    expect(await onNode(node, fedForLong)).toMatch(/^active\n\d{3}/);

    expect(await onNode(node, 'sudo k3os rollback')).toMatch(/^generation 1 is tried/);
    await restart(node);
    await node.waitFor(startOf('generation 1 \\(on trial, tries left: 3\\)'), bootMs);
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await decidedGenerations(node)).toEqual(['1 booted, good', '2 previous']);
    expect(await look(node)).toEqual({ ...tried, links: '1 2' });
  },
  4 * bootMs,
);

async function look(node: Machine) {
  const script = `cd /k3os/system/generations
echo "$(readlink current) $(readlink previous)"
pgrep -cx trial-guard
cat /etc/machine-id
df --output=size -B1 /var | tail -n 1`;
  const [links, guards, machineId = '', bytes] = (await onNode(node, script)).split('\n');
  return { links, guards, machineId, bytes };
}

/** The hardware gives a machine 60 s, and was switched on in the initrd. */
const fedForLong = `until [ "$(cut -d. -f1 /proc/uptime)" -ge 100 ]; do sleep 1; done
cat /sys/class/watchdog/watchdog0/state /proc/uptime`;
