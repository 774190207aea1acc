import { parseKernelCmdline } from '../../lib/kernel-cmdline.ts';

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

function screenBefore(tty: string): string[] {
  return /^tty\d/.test(tty) ? [] : ['tty1'];
}

/** GRUB knows the ports of a PC by their number. */
function serialOf(consoles: readonly string[]): string {
  const line = consoles.map((name) => /^ttyS(\d)(?:,(\d+))?/.exec(name)).find(Boolean);
  const [, unit = '0', speed = '115200'] = line ?? [];
  return `--unit=${unit} --speed=${speed}`;
}
