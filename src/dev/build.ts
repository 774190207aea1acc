import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleOptions, lazyPackages } from '../../esbuild.config.mjs';
import { isCurrent, writeStamp } from './build-stamp.ts';
import {
  bundlePackage,
  bundlePart,
  latePartsPlugin,
  lazyPackagesPlugin,
} from './bundle-package.ts';
import { makeExecutable } from './executable.ts';
import { runtimeFlags, sameEveryTime } from './node-flags.ts';
import { refuseWideText } from './one-byte-text.ts';
import { programVersion } from './program-version.ts';
import { outputOf } from './run-program.ts';

export const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const cache = join(project, 'dist/.cache');

/** Called with one line for a person before something that takes seconds. */
type Say = (text: string) => void;

/** Makes dist/k3os unless it is current; answers its path. */
export async function buildK3os(say: Say = () => undefined): Promise<string> {
  const output = join(project, 'dist/k3os');
  const settings = settingsOf(programVersion(project));
  if (isCurrent(project, output, settings)) {
    return output;
  }

  say('building dist/k3os');
  const script = join(workFolder('k3os'), 'k3os.cjs');
  const parts = new Map<string, string>();
  const common = {
    define: {
      ...bundleOptions.define,
      bakedK3osVersion: JSON.stringify(programVersion(project)),
    },
    plugins: [lazyPackagesPlugin, latePartsPlugin(parts), zodByName],
  };
  const inputs = await bundle('src/dev/entries/k3os.ts', script, {
    ...common,
    banner: { js: readFileSync(join(project, 'src/dev/builtin-modules.cjs'), 'utf8') },
  });

  refuseWideText(readFileSync(script, 'utf8'));

  for (const name of lazyPackages) {
    inputs.push(...(await bundlePackage(name, workFolder('k3os'))));
  }
  for (const [name, path] of parts) {
    inputs.push(...(await bundlePart(name, path, workFolder('k3os'), common)));
  }
  const carried = [...lazyPackages, ...parts.keys()].sort();
  makeCodeCaches(script, carried);
  const assets = assetsOf(carried, ['.cjs', '.cache']);
  makeExecutable(cache, { script, output, assets, start: 'snapshot', flags: runtimeFlags });
  writeStamp(project, output, settings, inputs);
  return output;
}

/** By the program itself, in a form that does only this (entries/code-caches.ts). */
function makeCodeCaches(script: string, carried: readonly string[]): void {
  const output = join(workFolder('k3os'), 'make-code-caches');
  makeExecutable(cache, {
    script,
    output,
    assets: { ...assetsOf(carried, ['.cjs']), 'make-code-caches': script },
    start: 'snapshot',
    flags: [...runtimeFlags, sameEveryTime],
  });
  outputOf([output, workFolder('k3os')]);
}

function assetsOf(carried: readonly string[], endings: readonly string[]): Record<string, string> {
  const files = carried.flatMap((name) => endings.map((ending) => `${name}${ending}`));
  return Object.fromEntries(files.map((file) => [file, join(workFolder('k3os'), file)]));
}

/** Makes dist/k3s-stand-in, for nodes that are tried out where no k3s can be had. */
export async function buildStandIn(say: Say = () => undefined): Promise<string> {
  const output = join(project, 'dist/k3s-stand-in');
  if (isCurrent(project, output, settingsOf('stand-in'))) {
    return output;
  }

  say('building dist/k3s-stand-in');
  const script = join(workFolder('k3s-stand-in'), 'k3s-stand-in.cjs');
  const inputs = await bundle('test/k3s-stand-in/main.ts', script, {});
  makeExecutable(cache, { script, output, start: 'code cache' });
  writeStamp(project, output, settingsOf('stand-in'), inputs);
  return output;
}

function settingsOf(version: string): string {
  return [version, process.version, process.arch].join(' ');
}

function workFolder(name: string): string {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The files that went in, besides those of this tool itself which are added for the stamp. */
async function bundle(entry: string, outfile: string, options: object): Promise<string[]> {
  const { metafile } = await build({
    ...bundleOptions,
    ...options,
    // How stack traces name it.
    footer: { js: `//# sourceURL=${basename(outfile)}` },
    absWorkingDir: project,
    entryPoints: [entry],
    outfile,
    metafile: true,
  });

  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes(':'));
  return [...sources, ...ownFiles];
}

const ownFiles = [
  'esbuild.config.mjs',
  ...[
    'build.ts',
    'builtin-modules.cjs',
    'bundle-package.ts',
    'executable.ts',
    'node-code-cache.ts',
    'one-byte-text.ts',
    'shared-errors.ts',
  ].map((name) => `src/dev/${name}`),
];

/**
 * `import { z } from 'zod'` keeps the whole package, with its messages in forty languages: one object has
 * it all. Through `import * as z` the bundler sees what is used: half a megabyte less to start with.
 */
const zodByName: Plugin = {
  name: 'zod-by-name',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(
        "import { z } from 'zod'",
        "import * as z from 'zod'",
      ),
    }));
  },
};
