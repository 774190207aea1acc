import { describe, expect, it } from 'vitest';
import { withLinkLocal } from '../../../../src/datasources/asking/link-local.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const links = [
  { name: 'eth0', mac: '00:16:3e:00:00:01', driver: 'virtio_net' },
  { name: 'eth1', mac: '00:16:3e:00:00:02', driver: 'virtio_net' },
];
const routed =
  'Iface Destination Gateway Flags RefCnt Use Metric Mask\neth0 00000000 0100A8C0 0003 0 0 0 00000000\n';

function commands(system: ReturnType<typeof recordingSystem>): string[] {
  return system.effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv.join(' ')] : []));
}

describe('an address for the time of asking', () => {
  it.each([
    { how: 'well', work: () => Promise.resolve('yes'), ends: 'yes' },
    { how: 'badly', work: () => Promise.reject(new Error('no')), ends: 'no' },
  ])('is taken away again when that ends $how', async ({ work, ends }) => {
    const system = recordingSystem({ programs: { ip: {} } });

    const result = withLinkLocal(system, { links }, () => 0.5, work);

    expect(await result.catch((error: Error) => error.message)).toBe(ends);
    expect(commands(system)).toEqual([
      'ip link set dev eth0 up',
      'ip address add 169.254.85.128/16 dev eth0 scope link',
      'ip address delete 169.254.85.128/16 dev eth0',
    ]);
  });

  it.each([
    { when: 'there is a network', files: { '/proc/net/route': routed }, on: links },
    { when: 'there is no card', files: {}, on: [] },
  ])('is not needed where $when', async ({ files, on }) => {
    const system = recordingSystem({ files, programs: { ip: {} } });

    expect(
      await withLinkLocal(
        system,
        { links: on },
        () => 0,
        () => Promise.resolve('yes'),
      ),
    ).toBe('yes');

    expect(commands(system)).toEqual([]);
  });
});
