import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../src/dev/build.ts';
import { artifactNames } from '../../src/image/artifacts.ts';
import { tempRoot } from '../support/temp-root.ts';
import { nodeImage } from './image.ts';
import { bootMs, onNode, operator, quickEmulation, readyNodes } from './node.ts';
import { startVm } from './support.ts';

/** A web server with the files of a release and the sample script, and a TFTP folder whose script leads there. */
describe('over the network', () => {
  let web: Server;
  const asked: string[] = [];
  const folder = tempRoot().path;

  beforeAll(async () => {
    const image = await nodeImage();
    const names = artifactNames('amd64');
    const files: Readonly<Record<string, string>> = {
      'k3os.ipxe': join(project, 'config/boot/k3os.ipxe'),
      [names.vmlinuz]: image.vmlinuz,
      [names.initrd]: image.initrd,
    };
    web = createServer(({ url = '' }, response) => {
      asked.push(url);
      const file = files[url.slice(1)];
      response.writeHead(file === undefined ? 404 : 200);
      response.end(file === undefined ? '' : readFileSync(file));
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const words = [
      quickEmulation,
      'hostname=from-the-network',
      'k3os.k3s_args=server',
      `"ssh_authorized_keys=${operator.publicKey}"`,
    ].join(' ');
    writeFileSync(
      join(folder, 'boot.ipxe'),
      `#!ipxe\nset append ${words}\nchain http://10.0.2.2:${port}/k3os.ipxe\n`,
    );
  });

  afterAll(() => web.close());

  it.each(['bios', 'uefi'] as const)(
    'boots a %s machine from kernel, initrd and command line alone',
    async (firmware) => {
      asked.length = 0;
      const machine = await startVm({
        name: `netboot-${firmware}`,
        firmware,
        memory: 1536,
        nics: [{ kind: 'user', model: 'e1000', netboot: { bootfile: 'boot.ipxe', folder } }],
      });

      expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
      expect(asked).toEqual(['/k3os.ipxe', '/k3os-vmlinuz-amd64', '/k3os-initrd-amd64']);
      const said = await onNode(machine, `hostname; lsblk --noheadings --output TYPE | sort -u`);
      expect(said).toBe('from-the-network\nloop\n');
      expect(await readyNodes(machine)).toMatch(/^from-the-network +Ready /m);
    },
  );
});
