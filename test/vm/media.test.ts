import { beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../src/vm/machine.ts';
import { bootMs, isoWith, nodeConfig, onNode, readyNodes } from './node.ts';
import { inkIn } from './png.ts';
import { startVm } from './support.ts';

describe('the ISO', () => {
  let iso: string;

  beforeAll(async () => {
    const config = nodeConfig(['hostname: from-the-medium', 'k3os: {k3s_args: [server]}']);
    iso = await isoWith(config, 'k3os.labels.medium=yes');
  });

  it.each([
    { firmware: 'bios', kind: 'cdrom', memory: 768 },
    { firmware: 'bios', kind: 'usb-stick', memory: 1536 },
    { firmware: 'uefi', kind: 'cdrom', memory: 1536 },
    { firmware: 'uefi', kind: 'usb-stick', memory: 1536 },
  ] as const)(
    'boots a $firmware machine with $memory MB as $kind, with its configuration and its words',
    async ({ firmware, kind, memory }) => {
      const machine = await startVm({
        name: `iso-${firmware}-${kind}`,
        firmware,
        memory,
        drives: [{ kind, file: iso }],
        nics: [{ kind: 'user' }],
      });

      expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
      const said = await onNode(
        machine,
        `hostname; mount | grep -c "on /usr/lib/modules"; ls /usr/lib/modules/*/kernel/drivers | grep -c gpu; ls /sys/firmware/efi 2>/dev/null | head -1`,
      );
      expect(said).toMatch(/^from-the-medium\n1\n1\n/);
      expect(await readyNodes(machine)).toContain('medium=yes');
      expect(said.includes('config_table')).toBe(firmware === 'uefi');
      expect(inkIn(await machine.screenshot())).toBeGreaterThan(1_000);
      if (kind === 'usb-stick' && firmware === 'bios') {
        await takesWirelessCard(machine);
      }
    },
  );
});

/** A card that the kernel plays; nothing runs for wireless before. */
async function takesWirelessCard(machine: Machine): Promise<void> {
  const supplicants = () => onNode(machine, 'pgrep -c wpa_supplicant || true');
  const technologies = () => onNode(machine, 'connmanctl technologies');
  expect(await supplicants()).toBe('0\n');

  await onNode(machine, 'sudo modprobe mac80211_hwsim radios=1');

  await expect.poll(supplicants, { timeout: 60_000 }).toBe('1\n');
  await expect.poll(technologies, { timeout: 60_000 }).toContain('/technology/wifi');
}
