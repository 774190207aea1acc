import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Modules that a list of shell patterns names, with all they depend on, relative to `folder` and sorted.
 * @param folder lib/modules/VERSION, with modules.dep
 * @param patterns relative to `kernel`; a folder means all below it; `!` takes away what earlier ones gave
 */
export function selectModules(folder: string, patterns: readonly string[]): string[] {
  const chosen = new Set<string>();
  for (const pattern of patterns) {
    const away = pattern.startsWith('!');
    for (const path of matches(folder, away ? pattern.slice(1) : pattern)) {
      if (away) {
        chosen.delete(path);
      } else {
        chosen.add(path);
      }
    }
  }

  const dependencies = parseModulesDep(readFileSync(join(folder, 'modules.dep'), 'utf8'));
  return withDependencies([...chosen], dependencies);
}

function matches(folder: string, pattern: string): string[] {
  return globSync(pattern, { cwd: join(folder, 'kernel') })
    .map((path) => `kernel/${path}`)
    .flatMap((path) =>
      path.endsWith('.ko')
        ? [path]
        : globSync('**/*.ko', { cwd: join(folder, path) }).map((below) => `${path}/${below}`),
    );
}

/** modules.dep: `kernel/a.ko: kernel/b.ko kernel/c.ko`, already transitive. */
export function parseModulesDep(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [
        line.slice(0, colon),
        line
          .slice(colon + 1)
          .split(' ')
          .filter(Boolean),
      ];
    }),
  );
}

export function withDependencies(
  modules: readonly string[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...new Set(modules.flatMap((path) => [path, ...(dependencies.get(path) ?? [])]))].sort();
}

/** The files of these modules in the order in which insmod must take them, each once. */
export function loadOrder(
  names: readonly string[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): string[] {
  const byName = new Map([...dependencies.keys()].map((path) => [nameOf(path), path] as const));
  return [
    ...new Set(
      names.flatMap((name) => {
        const path = byName.get(name);
        // Not there: built into this kernel.
        return path === undefined ? [] : [...(dependencies.get(path) ?? []).toReversed(), path];
      }),
    ),
  ];
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.ko$/, '').replaceAll('-', '_');
}
