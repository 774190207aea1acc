import type { Access } from './access.ts';
import type { Documents } from './documents/documents.ts';
import type { InstanceData } from './instance-data.ts';
import type { Platform } from './machine/platform.ts';

/** One place where a machine learns who it is: a cloud, a medium, a hypervisor. One file each, and a line in registry.ts. */
export interface DataSource {
  /** In `k3os.data_sources`; k3OS's where it had one. */
  readonly name: string;
  /** Names that old configurations have for it. */
  readonly aliases?: readonly string[];
  /** What `/run/config/provider` says; k3OS's where it had one. */
  readonly provider: string;
  /** What follows an equals sign: `file=PATH`. */
  readonly argument?: 'PATH' | 'URL';
  /** Something that anybody can plug in. */
  readonly isMedium?: boolean;
  /** One server for a whole fleet, and not a service next to the machine. */
  readonly isFar?: boolean;
  /** What there has to be before it is asked; `either`: it has an address of IPv6 that every link reaches, too. */
  readonly needs: 'network' | 'link' | 'either' | 'nothing';
  /** Whether this machine is there, by what it knows of itself: no packet is sent. Pure. */
  matches(platform: Platform): boolean;
  /**
   * All documents, as they came. Does nothing but ask.
   * @throws OperationError where the source is not there, or does not answer within its budget
   */
  fetch(access: Access, argument: string): Promise<Documents>;
  /**
   * Tells the source that the machine has learned who it is, where that is waited for.
   * @param isKept whether what was learned will be there at the next start
   */
  settle?(access: Access, isKept: boolean): Promise<void>;
  /** What the documents say. Pure. @throws OperationError naming the document that makes no sense */
  parse(documents: Documents, platform: Platform): InstanceData;
}
