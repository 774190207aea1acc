import { type LoadedConfig, type LoadOptions, loadConfig } from '../../src/config/load.ts';
import type { Problem } from '../../src/config/problem.ts';
import type { SourceText } from '../../src/config/source-text.ts';

/** Loads YAML texts as `a.yaml`, `b.yaml`, …; a line that starts with `cmdline ` is the kernel command line. */
export function load(texts: readonly string[], options: LoadOptions = {}): LoadedConfig {
  return loadConfig(texts.map(toSource), options);
}

function toSource(text: string, index: number): SourceText {
  const cmdline = /^cmdline /.exec(text);
  return cmdline === null
    ? { file: `${'abcdefgh'[index]}.yaml`, format: 'yaml', content: text }
    : { file: 'kernel command line', format: 'kernel-cmdline', content: text.slice(8) };
}

/** `error a.yaml:3: k3os.token: must be …` */
export function told({ severity, file, line, key, message }: Problem): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return `${severity} ${[where, key, message].filter((part) => part !== undefined).join(': ')}`;
}
