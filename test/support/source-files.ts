import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('../../src', import.meta.url));

export interface SourceFile {
  /** `appliers/hostname.ts` */
  readonly path: string;
  /** Lines that are not blank. */
  readonly lines: readonly string[];
  readonly comments: number;
  readonly imports: readonly Import[];
}

export interface Import {
  /** Package or built-in, or a path below `src` for one of ours. */
  readonly target: string;
  readonly kind: 'value' | 'type' | 'lazy';
}

export function sourceFiles(): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map(read);
}

/** For an import of a path that is only known when the test runs. */
export function sourceUrl(path: string): string {
  return pathToFileURL(join(folder, path)).href;
}

function read(path: string): SourceFile {
  const text = readFileSync(join(folder, path), 'utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const comments = lines.filter((line) => /^\s*(\/\/|\/\*\*|\*)/.test(line)).length;
  return { path, lines, comments, imports: [...importsOf(path, text)] };
}

function* importsOf(path: string, text: string): Generator<Import> {
  const resolved = (target: string) =>
    target.startsWith('.') ? normalize(join(dirname(path), target)) : target;
  for (const [, type, target = ''] of text.matchAll(
    /^(?:import|export)( type)?\s[^;'"]*?from '([^']+)'/gm,
  )) {
    yield { target: resolved(target), kind: type === undefined ? 'value' : 'type' };
  }
  for (const [, target = ''] of text.matchAll(/\bimport\('([^']+)'\)/g)) {
    yield { target: resolved(target), kind: 'lazy' };
  }
}
