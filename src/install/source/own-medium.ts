import { z } from 'zod';
import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { OperationError, reasonOf } from '../../errors.ts';
import { parseKernelCmdline } from '../../lib/kernel-cmdline.ts';

/** Where k3OS had it. */
export const ownMedium = '/run/k3os/iso';

const Listing = z.object({
  blockdevices: z.array(
    z.object({ path: z.string(), fstype: z.string().nullable(), label: z.string().nullable() }),
  ),
});

/**
 * Device of the medium that this node was started from. A stick shows itself on the whole disk and again on a partition, and
 * an ISO has a partition for Macs that cannot be mounted.
 */
export async function findOwnMedium(system: System): Promise<string | undefined> {
  const wanted = parseKernelCmdline(system.files.read('/proc/cmdline')?.toString() ?? '').findLast(
    ({ key, bare }) => key === 'k3os.medium' && !bare,
  )?.value;
  if (wanted === undefined) {
    return undefined;
  }
  const listing = await must(system, [
    'lsblk',
    '--json',
    '--list',
    '--output',
    'PATH,FSTYPE,LABEL',
  ]);
  return parse(listing)
    .filter(({ label, fstype }) => label === wanted && ['iso9660', 'vfat'].includes(fstype ?? ''))
    .map(({ path }) => path)
    .sort()[0];
}

function parse(listing: string): z.infer<typeof Listing>['blockdevices'] {
  try {
    return Listing.parse(JSON.parse(listing)).blockdevices;
  } catch (error) {
    throw new OperationError(`cannot understand what lsblk says of the media: ${reasonOf(error)}`);
  }
}
