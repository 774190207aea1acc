import type { FileSystem } from '../effects/system.ts';
import type { ConsoleWord } from './boot-words.ts';

/** Where a person may sit: the screen, and one more to look around while the first is busy. */
const screens = ['tty1', 'tty2'];
const screen = /^tty\d*$/;

/** What there is to log in at. */
export interface Terminals {
  /** Names below /dev behind which there is a port: a login on another would start again without end. */
  readonly present: ReadonlySet<string>;
  /** Consoles the kernel uses, also those that firmware or device tree and not the command line have named. */
  readonly active: readonly string[];
}

export function readTerminals(files: FileSystem): Terminals {
  const active = files.read('/sys/class/tty/console/active')?.toString().trim() ?? '';
  return {
    present: new Set((files.list('/dev') ?? []).filter((name) => isPort(files, name))),
    active: active.split(/\s+/).filter((name) => name !== ''),
  };
}

/** The kernel makes nodes for four serial ports, whether they are there or not; type 0 is none. */
function isPort(files: FileSystem, name: string): boolean {
  return (
    !/^tty./.test(name) || files.read(`/sys/class/tty/${name}/type`)?.toString().trim() !== '0'
  );
}

/** Lines of inittab: a login on the screen and on every console, at the speed the kernel command line gives. */
export function loginLines(
  consoles: readonly ConsoleWord[],
  { present, active }: Terminals,
): string[] {
  const unnamed = active.map((name): ConsoleWord => ({ name, baud: undefined }));
  // A port that is named twice is one port; the last word counts.
  const byName = new Map([...unnamed, ...consoles].map((word) => [word.name, word]));
  const serial = [...byName.values()].filter(({ name }) => !screen.test(name));

  return [
    ...screens
      .filter((name) => present.has(name))
      .map((name) => `${name}::respawn:/sbin/agetty --noclear ${name} linux`),
    ...serial
      .filter(({ name }) => present.has(name))
      .map(
        ({ name, baud }) =>
          `${name}::respawn:/sbin/agetty --local-line ${baud === undefined ? '--keep-baud 115200,38400,9600' : baud} ${name} vt220`,
      ),
  ];
}
