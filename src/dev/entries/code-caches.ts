import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAssetKeys } from 'node:sea';
import { compiledFile, loadedScript, packageFile, scriptOf } from './lazy-package.ts';

/**
 * V8 takes a code cache only in a process that started from the same snapshot, so what makes one has to run
 * inside the program. An asset of such a name turns it into that tool; the program that is shipped has none.
 */
const tasks: Readonly<Record<string, (folder: string) => void>> = {
  'make-code-caches': makeCodeCaches,
  'check-code-caches': checkCodeCaches,
};

export function codeCacheTask(): ((folder: string) => void) | undefined {
  const name = getAssetKeys().find((key) => Object.hasOwn(tasks, key));
  return name === undefined ? undefined : tasks[name];
}

/** Loads every package and part that the program carries and keeps what V8 has compiled. */
function makeCodeCaches(folder: string): void {
  for (const name of packages()) {
    writeFileSync(join(folder, compiledFile(name)), loadedScript(name).createCachedData());
  }
}

function checkCodeCaches(): void {
  for (const name of packages()) {
    const { cachedDataRejected } = scriptOf(name);
    console.log(`${name}: ${cachedDataRejected === false ? 'compiled' : 'source'}`);
  }
}

function packages(): string[] {
  return getAssetKeys().flatMap((key) => packageFile.exec(key)?.[1] ?? []);
}
