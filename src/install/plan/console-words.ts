import { parseKernelCmdline } from '../../lib/kernel-cmdline.ts';
import type { InstallSettings } from '../settings.ts';

/** For the installed system: words of its kernel, and GRUB's arguments for a serial line. */
export interface ConsoleWords {
  readonly words: string;
  readonly serial: string;
}

/**
 * As `tty` says, else as the running system has them: who installs over a serial line goes on there.
 * Undefined: as the boot menu has it by itself.
 */
export function consoleWords(tty: string | undefined, cmdline: string): ConsoleWords | undefined {
  const running = parseKernelCmdline(cmdline)
    .filter(({ key, bare }) => key === 'console' && !bare)
    .map(({ value }) => value);
  const consoles = tty === undefined ? running : [...screenBefore(tty), tty];
  if (consoles.length === 0) {
    return undefined;
  }
  const words = consoles.map((name) => `console=${name}`).join(' ');
  return { words, serial: serialOf(consoles) };
}

/** As the boot menu has them when nobody says any (config/boot/grub-disk.cfg). */
const usual: ConsoleWords = {
  words: 'console=tty1 console=ttyS0,115200',
  serial: '--unit=0 --speed=115200',
};

/** For a system that is to tell its consoles more, where that is wished for. */
export function consolesFor(
  { tty, debug }: Pick<InstallSettings, 'tty' | 'debug'>,
  cmdline: string,
): ConsoleWords | undefined {
  const consoles = consoleWords(tty, cmdline);
  if (!debug) {
    return consoles;
  }
  const { words, serial } = consoles ?? usual;
  return { words: `${words} k3os.debug`, serial };
}

function screenBefore(tty: string): string[] {
  return /^tty\d/.test(tty) ? [] : ['tty1'];
}

/** GRUB knows the ports of a PC by their number. */
function serialOf(consoles: readonly string[]): string {
  const line = consoles.map((name) => /^ttyS(\d)(?:,(\d+))?/.exec(name)).find(Boolean);
  const [, unit = '0', speed = '115200'] = line ?? [];
  return `--unit=${unit} --speed=${speed}`;
}
