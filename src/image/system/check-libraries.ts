import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { runTool } from '../build/run-tool.ts';

/** Where programs and libraries are. */
const places = ['usr/bin/*', 'usr/sbin/*', 'usr/libexec/**', 'usr/lib/**'];

/** Libraries that a program or another library asks for and that config/packages/prune.txt took away. */
export async function findMissingLibraries(folder: string): Promise<string[]> {
  const files = globSync(places, { cwd: folder });
  const present = new Set(files.map((path) => basename(path)));
  // What is no program is none of its business either: it complains, and goes on.
  const listing = await runTool(
    ['sh', '-c', 'xargs -0 readelf --dynamic --wide 2>/dev/null || :'],
    { cwd: folder, input: files.join('\0') },
  );
  const missing = [...wanted(listing)].filter(([library]) => !present.has(library));
  return missing.map(([library, by]) => `  /${by}: needs ${library}, which is not there`);
}

/** Library → the first file that needs it. */
export function wanted(listing: string): Map<string, string> {
  const by = new Map<string, string>();
  let file = '';
  for (const line of listing.split('\n')) {
    file = /^File: (.*)$/.exec(line)?.[1] ?? file;
    const library = /\(NEEDED\).*\[(.*)\]$/.exec(line)?.[1];
    if (library !== undefined && !by.has(library)) {
      by.set(library, file);
    }
  }
  return by;
}
