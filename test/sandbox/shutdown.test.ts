import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { configured, output, startCluster } from './support.ts';

const stuckService = `#!/sbin/openrc-run
description="Never stops"
start() { :; }
stop() { sleep 600; }
`;

describe('switching off', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    const files = [
      { path: '/etc/init.d/stuck', permissions: '0755', content: stuckService },
      { path: '/etc/conf.d/shutdown', content: 'timeout=5\n' },
    ];
    cluster = await startCluster([
      { name: 'hanging', config: JSON.stringify({ run_cmd: ['touch /run/began; sleep 600'] }) },
      {
        name: 'stuck',
        config: JSON.stringify({ write_files: files, run_cmd: ['rc-service stuck start'] }),
      },
    ]);
  });

  afterAll(() => cluster?.stop());

  it('does not wait for a command of the configuration that hangs', async () => {
    const node = cluster.node('hanging');
    await node.waitFor('the command runs', 60_000, () => node.readFile('/run/began') !== undefined);
    const started = Date.now();

    await node.powerOff(60_000);

    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('goes on without a service that does not stop, once the time of all services is over', async () => {
    const node = cluster.node('stuck');
    await configured(node);
    expect(await output(node, 'rc-service', 'stuck', 'status')).toContain('started');

    await node.powerOff(60_000);

    expect(node.consoleLog()).toContain(
      'k3os: stopping services takes more than 5 s, going on without it',
    );
  });
});
