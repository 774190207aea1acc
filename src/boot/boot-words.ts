import { parseKernelCmdline } from '../lib/kernel-cmdline.ts';

/** What the boot itself reads of the kernel command line; configuration is read by src/config. */
export interface BootWords {
  /** As written; undefined: to be found. */
  readonly mode: string | undefined;
  /** What to do when no K3OS_STATE is found. */
  readonly fallbackMode: string | undefined;
  /** Label of the medium that was booted; the boot menu of the ISO says so, a network boot does not. */
  readonly medium: string | undefined;
  readonly consoles: readonly ConsoleWord[];
}

export interface ConsoleWord {
  /** `ttyS0` */
  readonly name: string;
  /** `115200`; undefined: not said. */
  readonly baud: string | undefined;
}

export function parseBootWords(cmdline: string): BootWords {
  const words = parseKernelCmdline(cmdline).filter(({ bare }) => !bare);
  // As everywhere on a command line: the last one counts.
  const last = (key: string) => words.findLast((word) => word.key === key)?.value;

  return {
    mode: last('k3os.mode'),
    fallbackMode: last('k3os.fallback_mode'),
    medium: last('k3os.medium'),
    consoles: words.filter(({ key }) => key === 'console').map(({ value }) => consoleOf(value)),
  };
}

/** `ttyS0,115200n8`: Documentation/admin-guide/kernel-parameters.txt of Linux. */
function consoleOf(value: string): ConsoleWord {
  const [name = '', options = ''] = value.split(',');
  return { name, baud: /^\d+/.exec(options)?.[0] };
}
