import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, it } from 'vitest';
import { buildK3os, project } from '../../src/dev/build.ts';
import { programVersion } from '../../src/dev/program-version.ts';
import { sourceDateEpoch } from '../../src/image/epoch.ts';
import { buildImage } from '../../src/image/image.ts';
import { runTool } from '../../src/image/run-tool.ts';
import { createWire, type Wire } from '../../src/vm/wire.ts';
import { tempRoot } from '../support/temp-root.ts';
import { startVm } from './support.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
/** Of an image of which no stage is kept yet. */
const buildMs = 1_800_000;
const bootMs = 600_000;

/** Says on the console that it reaches the other one. The kernel is the image's own: not every host of sandboxes has VLANs. */
const config = (own: number, other: number) => `
hostname: node-${own}
k3os:
  password: rancher
  interfaces:
  - name: eth0
    vlan: 10
    addresses: [10.10.0.${own}/24]
    nameservers: [10.10.0.${other}]
  - {name: storage, parent: eth0, vlan: 20, addresses: ["fd00:20::${own}/64"], mtu: 1400}
run_cmd:
- |
  until ping -c 1 -W 1 10.10.0.${other} && ping -c 1 -W 1 fd00:20::${other}; do sleep 1; done
  echo "reached on $(ip -brief link show type vlan | awk '{printf $1 " "}')" >/dev/ttyS0
`;

describe('two nodes on one cable', () => {
  let k3os: string;
  let iso: string;

  beforeAll(async () => {
    k3os = await buildK3os(say);
    const version = programVersion(project);
    const epoch = await sourceDateEpoch(project);
    const image = await buildImage({
      project,
      k3os,
      version,
      k3s: undefined,
      epoch,
      progress: say,
    });
    iso = image.iso;
  }, buildMs);

  async function node(own: number, other: number, wire: Wire) {
    const file = join(tempRoot().path, 'config.yaml');
    const output = join(tempRoot().path, 'node.iso');
    writeFileSync(file, config(own, other));
    await runTool([
      ...[k3os, 'image', 'remaster', iso, '--config', file, '--output', output],
      ...['--append', 'console=ttyS0'],
    ]);
    return startVm({
      name: `vlan-${own}`,
      memory: 1024,
      drives: [{ kind: 'cdrom', file: output }],
      nics: [{ kind: 'wire', wire }],
    });
  }

  it(
    'reach each other over two VLANs',
    async () => {
      const wire = createWire();
      const machines = await Promise.all([node(1, 2, wire), node(2, 1, wire)]);

      for (const machine of machines) {
        await machine.waitFor(/reached on eth0.10@eth0 storage@eth0 /, bootMs);
      }
    },
    2 * bootMs,
  );
});
