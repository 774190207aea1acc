import type { SourceText } from '../config/source-text.ts';
import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { readFile, type Source } from './source.ts';

const folder = '/var/lib/rancher/k3os/config.d';

/** Every `*.yaml`, `*.yml` and `*.json` in byte order of names; anything else is named and passed over. */
export const configD: Source = {
  id: 'config.d',
  read(system) {
    try {
      const names = system.files.list(folder) ?? [];
      return names.sort(byBytes).flatMap((name) => readEntry(system, name));
    } catch (error) {
      return [{ file: 'config.d', format: 'unreadable', content: reasonOf(error) }];
    }
  },
};

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function readEntry(system: System, name: string): SourceText[] {
  const file = `config.d/${name}`;
  const skipped = (content: string): SourceText[] => [{ file, format: 'skipped', content }];
  if (name.startsWith('.')) {
    return skipped('is hidden and was not read');
  }
  if (!/\.(ya?ml|json)$/.test(name)) {
    return skipped('was not read: only names ending in .yaml, .yml or .json are');
  }

  const path = `${folder}/${name}`;
  const kind = system.files.status(path)?.kind;
  if (kind === 'directory' || kind === 'other') {
    return skipped(`was not read: it is ${kind === 'directory' ? 'a directory' : 'no file'}`);
  }
  const texts = readFile(system, path, 'yaml', file);
  return texts.length === 0 ? skipped('was not read: the link leads nowhere') : texts;
}
