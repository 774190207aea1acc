import { shownSize } from '../../lib/size-bounds.ts';
import type { Disk } from '../disks/disks.ts';
import { type InstallSource, sizeOf } from '../source/source.ts';
import { labels } from './layout.ts';
import type { Step, StepKind, StepOf } from './plan.ts';

const lines: { [K in StepKind]: (step: StepOf<K>) => string } = {
  'clear-boot-sector': () => 'clear the boot sector: ALL DATA ON THE DISK IS LOST from here on',
  divide: ({ table, script }) =>
    `partition table (${table})${script
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => `\n      ${line}`)
      .join('')}`,
  'format-state': ({ uuid }) => `ext4 for ${labels.state}, UUID ${uuid}`,
  'format-boot': () => `FAT32 for ${labels.boot}`,
  find: ({ state, boot }) => `keep the file systems of ${state} and ${boot ?? '(none)'}`,
  'write-state': () => 'write the system and the configuration',
  'check-state': () => 'read all of it again and compare',
  'note-installation': () => 'note that the installation is complete',
  'name-state': () => `label the file system ${labels.state}`,
  'write-boot': () => `write the boot loader to ${labels.boot}`,
  'write-boot-sector': () => 'write the boot loader for a BIOS',
  'check-boot': () => 'look at the disk as the boot loader does',
  'boot-entry': () => 'tell UEFI to start from this disk, where it keeps that',
};

/** For `--plan` and before a person says yes. */
export function describePlan(disk: Disk, source: InstallSource, steps: readonly Step[]): string[] {
  const { path, bytes, model = 'unknown model', serial = 'no serial number' } = disk;
  return [
    `disk     ${path}, ${shownSize(bytes)}, ${model}, ${serial}`,
    `system   ${source.origin}, ${shownSize(sizeOf(source))}`,
    ...steps.map((step, index) => `${String(index + 1).padStart(2)}. ${describeStep(step)}`),
  ];
}

export function describeStep(step: Step): string {
  return (lines[step.kind] as (step: Step) => string)(step);
}
