/** One word of the kernel command line. */
export interface KernelWord {
  /** Left of the first `=`, quotes at its ends stripped: `k3os.sysctl[kernel.printk]`. */
  readonly key: string;
  /** The key split at dots; what stands in brackets is one step: `['k3os', 'sysctl', 'kernel.printk']`. */
  readonly path: readonly string[];
  /** `true` for a word without `=`. */
  readonly value: string;
  readonly bare: boolean;
  readonly written: string;
  /** From 1. */
  readonly column: number;
}

/** The kernel takes 2 to 4 KiB; a boot loader may hand over more than it keeps. */
const maxLength = 64 * 1024;

/** A quoted run; or the longest run up to `="…"`; or a run without space. No escapes, as k3OS had it. */
const words = /"[^"]+"|[^ \t\n\f\r]+="[^"]+"|[^ \t\n\f\r]+/g;

export function parseKernelCmdline(text: string): KernelWord[] {
  return [...text.slice(0, maxLength).matchAll(words)].map((match) =>
    toWord(match[0], match.index + 1),
  );
}

function toWord(written: string, column: number): KernelWord {
  const equals = written.indexOf('=');
  const bare = equals === -1;
  const key = unquoted(bare ? written : written.slice(0, equals));
  const value = bare ? 'true' : unquoted(written.slice(equals + 1));

  return { key, path: toPath(key), value, bare, written, column };
}

function unquoted(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === '"') {
    start += 1;
  }
  while (end > start && text[end - 1] === '"') {
    end -= 1;
  }
  return text.slice(start, end);
}

function toPath(key: string): string[] {
  const [, before, inside] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(key) ?? [];
  return before === undefined || inside === undefined
    ? key.split('.')
    : [...before.split('.'), inside];
}
