import { type KernelWord, parseKernelCmdline } from '../../lib/kernel-cmdline.ts';
import type { Platform } from '../machine/platform.ts';

/** What `ds=nocloud;s=URL;h=NAME;i=ID;dsmode=MODE` says. */
export interface NocloudWords {
  readonly seed?: string;
  readonly hostname?: string;
  readonly instanceId?: string;
  readonly mode?: string;
}

const keys: Readonly<Record<string, keyof NocloudWords>> = {
  s: 'seed',
  seedfrom: 'seed',
  h: 'hostname',
  'local-hostname': 'hostname',
  i: 'instanceId',
  'instance-id': 'instanceId',
  dsmode: 'mode',
};

/**
 * Undefined where neither has such a word. The serial number is read as the command line is, and counts before it: whoever makes
 * virtual machines can set it, where the command line belongs to the image.
 */
export function nocloudWords({ dmi, cmdline }: Platform): NocloudWords | undefined {
  const [fromSerial, fromCmdline] = [dmi.product_serial, cmdline].map(wordsIn);
  return fromSerial === undefined && fromCmdline === undefined
    ? undefined
    : { ...fromCmdline, ...fromSerial };
}

function wordsIn(text: string): NocloudWords | undefined {
  const word = parseKernelCmdline(text).find(isNocloud);
  if (word === undefined) {
    return undefined;
  }
  const pairs = word.value.split(';').slice(1);
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const [, written = '', value = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
      const key = keys[written];
      return key === undefined || value === '' ? [] : [[key, value]];
    }),
  );
}

function isNocloud({ key, value }: KernelWord): boolean {
  return key === 'ds' && /^nocloud(-net)?(;|$)/i.test(value);
}
