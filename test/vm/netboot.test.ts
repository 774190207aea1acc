import { describe, expect, it } from 'vitest';
import { netbootFiles, netbootNic } from './netboot-files.ts';
import { bootMs, onNode, operator, readyNodes } from './node.ts';
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
