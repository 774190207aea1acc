import type { ConsoleWord } from './boot-words.ts';

/** Where a person may sit: the screen, and one more to look around while the first is busy. */
const screens = ['tty1', 'tty2'];

/**
 * Lines of inittab: a login on the screen and on every console of the kernel command line, at the speed given there.
 * @param devices names below /dev that exist: a login on a port that is not there would start again without end
 */
export function loginLines(
  consoles: readonly ConsoleWord[],
  devices: ReadonlySet<string>,
): string[] {
  const serial = consoles.filter(({ name }) => !/^tty\d*$/.test(name));
  // A port that is named twice is one port; the last word counts.
  const byName = new Map(serial.map((word) => [word.name, word]));

  return [
    ...screens
      .filter((name) => devices.has(name))
      .map((name) => `${name}::respawn:/sbin/agetty --noclear ${name} linux`),
    ...[...byName.values()]
      .filter(({ name }) => devices.has(name))
      .map(
        ({ name, baud }) =>
          `${name}::respawn:/sbin/agetty --local-line ${baud === undefined ? '--keep-baud 115200,38400,9600' : baud} ${name} vt220`,
      ),
  ];
}
