import type { System } from '../effects/system.ts';
import type { Component, ComponentName, Generation } from './record.ts';

/** As the boot loader and a node name it; on the state partition that is a path from its top. */
export const systemFolder = '/k3os/system';

export interface SystemFolder {
  readonly system: System;
  /** What `/k3os/system` is on the node. */
  readonly folder: string;
}

/** Where the generations of a disk are. On a running node its system folder is read-only: changes go to another mount of it. */
export interface Store extends SystemFolder {
  /** The mounted boot partition. */
  readonly boot: string;
}

export const bootFolder = '/boot';
/** On the boot partition; the second is for when the first cannot be read. */
export const blockFiles = ['grub/grubenv', 'grub/grubenv.copy'] as const;

/**
 * Below the system folder of a disk that was another Linux's: what is a boot partition elsewhere, and the sign that the other
 * system is whole yet, so that the boot loader can go back to it.
 */
export const besideFolder = 'boot';
export const beforeMark = 'takeover';

/** Of a name that is not finished; whatever has it may be removed. */
export const unfinished = '.tmp-';

export function generationFolder({ folder }: Pick<Store, 'folder'>, number: number): string {
  return `${folder}/generations/${number}`;
}

export function recordPath(store: Pick<Store, 'folder'>, number: number): string {
  return `${generationFolder(store, number)}/generation.json`;
}

/** Read by the boot loader and the initrd. */
export function bootEnvironmentPath(store: Pick<Store, 'folder'>, number: number): string {
  return `${generationFolder(store, number)}/boot.env`;
}

export function componentFolder(
  { folder }: Pick<Store, 'folder'>,
  name: ComponentName,
  component: Pick<Component, 'folder'>,
): string {
  return `${folder}/${name}/${component.folder}`;
}

export function versionsOf({ components }: Generation): Partial<Record<ComponentName, string>> {
  const { k3os, k3s, kernel } = components;
  return {
    k3os: k3os.version,
    ...(k3s === undefined ? {} : { k3s: k3s.version }),
    kernel: kernel.version,
  };
}
