import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../lib/digest.ts';

/** What a built file was made from, kept beside it as NAME.inputs.json. */
export interface Stamp {
  /** Everything that is not a file: version, architecture, options. */
  readonly settings: string;
  /** Path inside the project -> sha256 of its content. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** True when the file is there and neither settings nor any input changed since it was made. */
export function isCurrent(project: string, output: string, settings: string): boolean {
  const stamp = readStamp(`${output}.inputs.json`);
  return (
    existsSync(output) &&
    stamp !== undefined &&
    stamp.settings === settings &&
    Object.entries(stamp.inputs).every(([path, hash]) => hashOf(join(project, path)) === hash)
  );
}

/** Undefined when there is none, or only a part of one because the disk was full. */
function readStamp(file: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}

export function writeStamp(
  project: string,
  output: string,
  settings: string,
  inputs: readonly string[],
): void {
  const hashes = [...new Set(inputs)].sort().map((path) => [path, hashOf(join(project, path))]);
  const stamp = { settings, inputs: Object.fromEntries(hashes) };
  writeFileSync(`${output}.inputs.json`, `${JSON.stringify(stamp, null, 1)}\n`);
}

function hashOf(file: string): string | undefined {
  return existsSync(file) ? digest(readFileSync(file)) : undefined;
}
