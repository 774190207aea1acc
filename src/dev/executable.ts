import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { thinNodeCodeCache } from './node-code-cache.ts';
import { codeCacheNode, snapshotNode } from './node-flags.ts';
import { outputOf } from './run-program.ts';

export interface ExecutableOptions {
  /** Bundled CommonJS. */
  readonly script: string;
  readonly output: string;
  /** Name -> file. */
  readonly assets?: Readonly<Record<string, string>>;
  /** `snapshot`: the script runs now and its heap is kept. `code cache`: it is only compiled now. */
  readonly start: 'snapshot' | 'code cache';
  /** How Node runs inside; default as without flags. */
  readonly flags?: readonly string[];
}

/** One file with Node inside. The binary that runs this build is the one that is embedded. */
export function makeExecutable(cache: string, options: ExecutableOptions): void {
  const { script, output, assets = {}, start, flags = [] } = options;
  mkdirSync(dirname(output), { recursive: true });
  const unfinished = `${output}.${process.pid}.tmp`;
  const description = {
    main: '/proc/self/fd/3',
    executable: strippedNode(cache),
    output: unfinished,
    disableExperimentalSEAWarning: true,
    execArgv: flags,
    // The environment of a node must not change how the program runs.
    execArgvExtension: 'none',
    ...(start === 'snapshot' ? { useSnapshot: true } : { useCodeCache: true }),
    assets,
  };
  writeFileSync(`${script}.json`, JSON.stringify(description));

  // The path of the script ends up in the result. Seen as a descriptor it is the same in every work tree.
  const file = openSync(script, 'r');
  try {
    // An empty environment: nothing of the building machine can get into the heap.
    const node = start === 'snapshot' ? snapshotNode : codeCacheNode;
    outputOf([...node, '--build-sea', basename(`${script}.json`)], {
      cwd: dirname(script),
      env: {},
      file,
    });
    if (start === 'snapshot') {
      thinNodeCodeCache(unfinished);
    }
    renameSync(unfinished, output);
  } finally {
    closeSync(file);
    rmSync(unfinished, { force: true });
  }
}

/** Without symbols: 116 MB instead of 150. Stripped before, because strip would drop what is embedded. */
function strippedNode(cache: string): string {
  const stripped = join(cache, `node-${process.version}-${process.arch}`);
  if (!existsSync(stripped)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = `${stripped}.${process.pid}.tmp`;
    outputOf(['strip', '-o', unfinished, process.execPath]);
    renameSync(unfinished, stripped);
  }
  return stripped;
}
