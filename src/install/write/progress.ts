import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import type { Generation } from '../../generations/record.ts';
import type { Architecture } from '../../lib/architecture.ts';
import type { ConsoleWords } from '../plan/console-words.ts';
import type { Use, Windows } from '../plan/layout.ts';
import type { InstallSource } from '../source/source.ts';
import { closeWindow, openWindow } from './windows.ts';
import { clearWorkplace } from './workplace.ts';

export interface Installation {
  readonly system: System;
  /** A disk, or a file that becomes the image of one. */
  readonly disk: string;
  readonly sectorBytes: number;
  readonly architecture: Architecture;
  readonly source: InstallSource;
  /** Of the installed system, as it was checked. */
  readonly config: Buffer;
  /** Undefined: as the boot menu has them by itself. */
  readonly consoles: ConsoleWords | undefined;
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** An installation while it is carried out, with what its steps find out for later ones. */
export class Progress {
  readonly installation: Installation;
  readonly #devices = new Map<Use, string>();
  #windows: Windows | undefined;
  #generation: Generation | undefined;

  constructor(installation: Installation) {
    this.installation = installation;
  }

  get windows(): Windows {
    return known(this.#windows, 'the partitions of the disk');
  }

  set windows(windows: Windows) {
    this.#windows = windows;
  }

  /** That was put on the disk. */
  get generation(): Generation {
    return known(this.#generation, 'the new generation');
  }

  set generation(generation: Generation) {
    this.#generation = generation;
  }

  /** Of a part of the disk; opened once. */
  async device(use: Use): Promise<string> {
    const { system, disk, sectorBytes } = this.installation;
    const window = this.windows[use];
    const device =
      this.#devices.get(use) ?? (await openWindow(system, { disk, sectorBytes, window }));
    this.#devices.set(use, device);
    return device;
  }

  async close(): Promise<void> {
    for (const device of this.#devices.values()) {
      await closeWindow(this.installation.system, device);
    }
    this.#devices.clear();
  }
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new OperationError(`${what} is not known yet: a step is missing`);
  }
  return value;
}

/** While it is done; in memory on a node. */
export const workplaces = {
  folder: '/run/k3os/install',
  state: '/run/k3os/install/state',
  /** What the boot partition gets. */
  boot: '/run/k3os/install/boot',
  bootMounted: '/run/k3os/install/boot-mounted',
  /** What it has, read again. */
  bootRead: '/run/k3os/install/boot-read',
  /** The files to install, by component. */
  source: '/run/k3os/install/source',
} as const;

/** Also of an earlier run that was killed. */
export function clearWorkplaces(system: System): Promise<void> {
  return clearWorkplace(system, workplaces.folder, [workplaces.state, workplaces.bootMounted]);
}
