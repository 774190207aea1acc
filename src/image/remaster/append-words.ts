import { UsageError } from '../../errors.ts';

/** Read by the boot menu of every medium: sets `append`, words that each entry gives to the kernel after its own. */
export const appendFile = '/boot/grub/append.cfg';

/** The kernel keeps 2048 bytes of its whole command line, and the menu's own words come first. */
const longest = 1024;

const refused: readonly { readonly found: RegExp; readonly what: string }[] = [
  { found: /[\r\n]/, what: 'a line break: it would end the command' },
  { found: /["'\\]/, what: 'a quote or backslash: GRUB changes them on the way to the kernel' },
  { found: /[^ -~]/, what: 'a character that is not plain ASCII' },
];

/** @throws UsageError for words that would not reach the kernel as they are written. */
export function checkAppend(words: string): void {
  const fault = refused.find(({ found }) => found.test(words));
  if (fault !== undefined) {
    throw new UsageError(`--append has ${fault.what}; what needs one belongs in the --config file`);
  }
  if (words.length > longest) {
    throw new UsageError(
      `--append has ${words.length} characters, the kernel would drop some beyond ${longest}; put configuration in the --config file`,
    );
  }
}

/** Between single quotes GRUB takes everything as it is, `$` and `;` too. */
export function renderAppend(words: string): string {
  return `set append='${words.trim()}'\n`;
}

export function parseAppend(file: string): string {
  return /^set append='(.*)'$/m.exec(file)?.[1] ?? '';
}

/** Whether every entry of a boot menu passes the words on; the words would silently be lost in others. */
export function passesAppend(menu: string): boolean {
  const entries = menu.match(/^\s*linux\s.*$/gm) ?? [];
  return (
    /^\s*(source|\.)\s.*append\.cfg/m.test(menu) &&
    entries.length > 0 &&
    entries.every((entry) => /\$\{?append\b/.test(entry))
  );
}
