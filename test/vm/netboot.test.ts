import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../../src/dev/build.ts';
import { artifactNames } from '../../src/image/artifacts.ts';
import type { Nic } from '../../src/vm/machine-spec.ts';
import { tempRoot } from '../support/temp-root.ts';
import { nodeImage } from './image.ts';
import { bootMs, onNode, operator, quickEmulation, readyNodes } from './node.ts';
import { startVm } from './support.ts';
import { startWebServer } from './web-server.ts';

describe('over the network', () => {
  it.each(['bios', 'uefi'] as const)(
    'boots a %s machine from kernel, initrd and command line alone',
    async (firmware) => {
      const { url, asked } = await startWebServer(await netbootFiles());
      const words = [
        'hostname=from-the-network',
        'k3os.k3s_args=server',
        `"ssh_authorized_keys=${operator.publicKey}"`,
      ];
      const machine = await startVm({
        name: `netboot-${firmware}`,
        firmware,
        memory: 1536,
        nics: [netbootNic(url, words)],
      });

      expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
      expect(asked).toEqual(['/k3os.ipxe', '/k3os-vmlinuz-amd64', '/k3os-initrd-amd64']);
      const said = await onNode(machine, `hostname; lsblk --noheadings --output TYPE | sort -u`);
      expect(said).toBe('from-the-network\nloop\n');
      expect(await readyNodes(machine)).toMatch(/^from-the-network +Ready /m);
    },
  );
});

/** What a web server has for machines that boot over the network, with the sample script. */
async function netbootFiles(): Promise<Record<string, string>> {
  const { vmlinuz, initrd } = await nodeImage();
  const names = artifactNames('amd64');
  return {
    '/k3os.ipxe': join(project, 'config/boot/k3os.ipxe'),
    [`/${names.vmlinuz}`]: vmlinuz,
    [`/${names.initrd}`]: initrd,
  };
}

/** A network card that gets, by TFTP, a script that leads to the server at `url` with these words for the kernel. */
function netbootNic(url: string, words: readonly string[]): Nic {
  const append = [quickEmulation, ...words].join(' ');
  const folder = tempRoot({
    'boot.ipxe': `#!ipxe\nset append ${append}\nchain ${url}/k3os.ipxe\n`,
  }).path;
  return { kind: 'user', netboot: { bootfile: 'boot.ipxe', folder } };
}
