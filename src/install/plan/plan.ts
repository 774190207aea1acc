import type { Architecture } from '../../lib/architecture.ts';
import type { Disk } from '../disks/disks.ts';
import { partitionScript, type Table } from './layout.ts';

/** All that is decided; carrying it out decides nothing any more. */
export type Step =
  /** What the old boot code would start. */
  | { readonly kind: 'clear-boot-sector' }
  /** @param script for sfdisk */
  | { readonly kind: 'divide'; readonly table: Table; readonly script: string }
  | { readonly kind: 'format-state'; readonly uuid: string }
  | { readonly kind: 'format-boot' }
  /** Instead of these: what is there. Paths of partitions. */
  | { readonly kind: 'find'; readonly state: string; readonly boot: string | undefined }
  | { readonly kind: 'write-state' }
  | { readonly kind: 'check-state' }
  | { readonly kind: 'write-boot'; readonly uuid: string }
  | { readonly kind: 'write-boot-sector'; readonly table: Table }
  | { readonly kind: 'check-boot' }
  /** All was checked: nobody need install here again before something was started from the disk. */
  | { readonly kind: 'note-installation' }
  /** The state gets the label that no installation goes over unasked. */
  | { readonly kind: 'name-state' }
  | { readonly kind: 'boot-entry'; readonly table: Table };

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** File systems that are not to be made anew. */
export interface Kept {
  readonly table: Table;
  readonly state: string;
  readonly boot: string | undefined;
}

interface Decided {
  readonly disk: Pick<Disk, 'sectorBytes'>;
  readonly mbr: boolean;
  readonly kept: Kept | undefined;
  /** Of the file system for the state, new or kept. */
  readonly uuid: string;
  readonly architecture: Architecture;
  /** This machine is the one that will start from it. */
  readonly staysHere: boolean;
}

/**
 * In this order a cut leaves a disk to which can be installed again: one that starts nothing until all that it leads to has been
 * read again, and from then on one that starts, and gives itself its label (rootfs/usr/lib/k3os/make-ready).
 */
export function planInstall(decided: Decided): Step[] {
  const { disk, mbr, kept, uuid, architecture, staysHere } = decided;
  const table = kept?.table ?? (mbr ? 'mbr' : 'gpt');
  return [
    ...(kept === undefined ? newDisk(table, disk.sectorBytes, uuid) : [keep(kept)]),
    { kind: 'write-state' },
    { kind: 'check-state' },
    { kind: 'write-boot', uuid },
    // Nothing else than a PC has one.
    ...(architecture === 'amd64' ? [{ kind: 'write-boot-sector', table } as const] : []),
    { kind: 'check-boot' },
    { kind: 'note-installation' },
    ...(kept === undefined ? [{ kind: 'name-state' } as const] : []),
    ...(staysHere ? [{ kind: 'boot-entry', table } as const] : []),
  ];
}

function newDisk(table: Table, sectorBytes: number, uuid: string): Step[] {
  return [
    { kind: 'clear-boot-sector' },
    { kind: 'divide', table, script: partitionScript(table, sectorBytes) },
    { kind: 'format-state', uuid },
    { kind: 'format-boot' },
  ];
}

function keep({ state, boot }: Kept): Step {
  return { kind: 'find', state, boot };
}
