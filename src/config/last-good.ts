import type { System } from '../effects/system.ts';
import { maxSourceBytes } from '../sources/source.ts';
import type { SourceState } from './load.ts';
import type { SourceFormat, SourceText } from './source-text.ts';

const folder = '/var/lib/rancher/k3os/last-good';

/** The command line cannot break; what was only passed over has nothing to keep. */
const kept: ReadonlySet<SourceFormat> = new Set(['yaml', 'hostname', 'authorized-keys', 'script']);

/** The format is part of the name: user-data that was a script must not come back as configuration. */
function copyPath({ file, format }: Pick<SourceText, 'file' | 'format'>): string {
  return `${folder}/${encodeURIComponent(file)}.${format}`;
}

/** The copy of a source that is broken now; undefined when it never worked. */
export function lastGoodCopy(system: System, source: SourceText): SourceText | undefined {
  const formats = source.format === 'unreadable' ? [...kept] : [source.format];
  for (const format of formats) {
    const content = readCopy(system, copyPath({ file: source.file, format }));
    if (content !== undefined) {
      return { file: source.file, format, content };
    }
  }
  return undefined;
}

function readCopy(system: System, path: string): Buffer | undefined {
  try {
    return system.files.read(path, maxSourceBytes);
  } catch {
    // A copy that cannot be read is as good as none; the source's own fault is what is told.
    return undefined;
  }
}

/** Keeps a copy of every source that works, and forgets those that are gone. Nothing is written when nothing changed. */
export function saveCopies(system: System, sources: readonly SourceState[]): void {
  const { files } = system;
  const wanted = new Set<string>();
  for (const source of sources) {
    const path = copyPath(source);
    if (source.broken || source.lastGood === true) {
      for (const format of kept) {
        wanted.add(copyPath({ file: source.file, format }));
      }
      continue;
    }
    if (!kept.has(source.format)) {
      continue;
    }
    wanted.add(path);
    if (!isSame(readCopy(system, path), source.content)) {
      files.makeDirectory(folder, { mode: 0o700 });
      files.writeAtomically(path, source.content, { mode: 0o600 });
    }
  }

  for (const name of files.list(folder) ?? []) {
    if (!wanted.has(`${folder}/${name}`)) {
      files.remove(`${folder}/${name}`);
    }
  }
}

function isSame(copy: Buffer | undefined, content: Buffer | string): boolean {
  return copy?.equals(Buffer.from(content)) ?? false;
}
