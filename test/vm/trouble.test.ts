import { describe, expect, it } from 'vitest';
import { bootMs, directBoot, nodeConfig, onNode, operator, quickEmulation } from './node.ts';
import { startVm } from './support.ts';

describe('a node in trouble', () => {
  it('with a mistake in the configuration of its medium can be reached, and says on the serial line what it is', async () => {
    const broken = nodeConfig(['hostname: half-right', 'k3os:', '  sysctls: [1, 2']);
    const { initrd, image } = await directBoot(broken);
    const machine = await startVm({
      name: 'broken-config',
      memory: 1024,
      kernel: {
        image,
        initrd,
        append: `k3os.mode=live ${quickEmulation} console=ttyS0 "ssh_authorized_keys=${operator.publicKey}"`,
      },
      nics: [{ kind: 'user' }],
    });

    await machine.waitFor(/config\.yaml:\d+: .*/, bootMs);
    expect((await machine.booted(bootMs)).outcome).toBe('degraded');
    expect(await onNode(machine, 'k3os status')).toMatch(/config\.yaml:\d+/);
  });
});
