import { getAssetKeys, getRawAsset } from 'node:sea';
import { Script } from 'node:vm';
import * as errors from '../../errors.ts';
import { sharedErrors } from '../shared-errors.ts';

type Loader = (
  exports: object,
  require: (id: string) => unknown,
  module: { exports: object },
  filename: string,
  directory: string,
) => void;

/** What a part of the program has in common with it: a failure is known by its class. */
const shared: Readonly<Record<string, unknown>> = { [sharedErrors]: errors };

/** Asset with the code of a package: `execa.cjs`. */
export const packageFile = /^(.+)\.cjs$/;

/** Asset with what V8 made of it. */
export function compiledFile(name: string): string {
  return `${name}.cache`;
}

/**
 * A package or part that travels beside the program, with the code that V8 compiled when it was built.
 * Only ever called inside the built program; see bundle-package.ts for what puts the assets there.
 */
export function loadPackage(name: string): object {
  return load(scriptOf(name), name);
}

export function loadedScript(name: string): Script {
  const script = scriptOf(name);
  load(script, name);
  return script;
}

export function scriptOf(name: string): Script {
  // The bundler escapes everything beyond ASCII, so bytes and characters are the same.
  const source = Buffer.from(getRawAsset(`${name}.cjs`)).toString('latin1');
  const compiled = compiledFile(name);
  return new Script(source, {
    filename: `${name}.cjs`,
    ...(getAssetKeys().includes(compiled) && { cachedData: Buffer.from(getRawAsset(compiled)) }),
  });
}

function load(script: Script, name: string): object {
  const module = { exports: {} };
  const run: Loader = script.runInThisContext();
  run(
    module.exports,
    (id) => shared[id] ?? process.getBuiltinModule(id),
    module,
    `/${name}.cjs`,
    '/',
  );
  return module.exports;
}
