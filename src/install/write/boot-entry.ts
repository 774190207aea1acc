import { bootPartitionNumber } from '../plan/layout.ts';
import type { StepOf } from '../plan/plan.ts';
import { bootLoaderFiles } from '../source/source.ts';
import { openEfiVariables } from './efi-variables.ts';
import type { Progress } from './progress.ts';

const title = 'k3os';

/** Firmware that does not take it finds the disk all the same, in its own order. */
export async function writeBootEntry(
  { installation }: Progress,
  { table }: StepOf<'boot-entry'>,
): Promise<void> {
  const { system, disk, architecture, warn } = installation;
  if (!(await openEfiVariables(system))) {
    return;
  }

  const present = await system.exec(['efibootmgr']);
  for (const number of entriesCalled(title, present.stdout)) {
    await system.exec(['efibootmgr', '--quiet', '--bootnum', number, '--delete-bootnum']);
  }
  const { status, stderr } = await system.exec([
    ...['efibootmgr', '--quiet', '--create', '--disk', disk],
    ...['--part', String(bootPartitionNumber[table]), '--label', title],
    ...['--loader', `\\EFI\\BOOT\\${bootLoaderFiles.uefi[architecture]}`],
  ]);
  if (status !== 0) {
    const reason = stderr.trim().split('\n')[0] || `status ${status}`;
    warn(
      `warning: UEFI took no entry for ${disk} (${reason}); it starts from it by itself, or choose the disk in its menu`,
    );
  }
}

/** Lines such as `Boot0003* k3os`, followed by a tab and the path in newer versions. */
export function entriesCalled(name: string, listing: string): string[] {
  return [...listing.matchAll(/^Boot([0-9A-F]{4})\*? ([^\t\n]*)/gm)]
    .filter(([, , label = '']) => label.trim() === name)
    .map(([, number = '']) => number);
}
