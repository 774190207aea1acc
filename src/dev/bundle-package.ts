import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { bundleOptions, lazyPackages } from '../../esbuild.config.mjs';
import { sharedErrors } from './shared-errors.ts';

const project = join(import.meta.dirname, '../..');

/**
 * Replaces `await import('execa')` by a module that loads the package from its asset. A static import of
 * such a package would pull it into the snapshot: that is an error of the build.
 */
export const lazyPackagesPlugin: Plugin = {
  name: 'lazy-packages',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${lazyPackages.join('|')})$`);
    onResolve({ filter }, ({ path, kind, importer }) =>
      kind === 'dynamic-import'
        ? { path, namespace: 'lazy-package' }
        : { errors: [{ text: `${importer}: ${path} must be loaded by await import()` }] },
    );
    onLoad({ filter: /./, namespace: 'lazy-package' }, async ({ path }) => ({
      resolveDir: import.meta.dirname,
      contents: await loadingModule(path, path),
    }));
  },
};

/**
 * Replaces `await import('./install.ts')` by a module that loads that part of the program from its asset, `parts` collects
 * which there are: name to file. A part has its own copy of what it uses, but for the classes of errors.
 */
export function latePartsPlugin(parts: Map<string, string>): Plugin {
  return {
    name: 'late-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind, resolveDir }) =>
        kind === 'dynamic-import'
          ? { path: relative(project, resolve(resolveDir, path)), namespace: 'late-part' }
          : undefined,
      );
      onLoad({ filter: /./, namespace: 'late-part' }, async ({ path }) => {
        const name = `parts/${basename(path, '.ts')}`;
        const from = join(project, path);
        parts.set(name, from);
        return { resolveDir: import.meta.dirname, contents: await loadingModule(name, from) };
      });
    },
  };
}

async function loadingModule(name: string, from: string): Promise<string> {
  return [
    `import { loadPackage } from './entries/lazy-package.ts';`,
    `const loaded = loadPackage('${name}');`,
    ...(await exportsOf(from)).map((exported) => exportFrom('loaded', exported)),
  ].join('\n');
}

/** For a part: the program's classes of errors, not another copy of them. */
const errorsPlugin: Plugin = {
  name: 'shared-errors',
  setup({ onResolve }) {
    onResolve({ filter: /\/errors\.ts$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === join(import.meta.dirname, '../errors.ts')
        ? { path: sharedErrors, external: true }
        : undefined,
    );
  },
};

/** Writes NAME.cjs into the folder; returns which files went in. */
export async function bundlePart(
  name: string,
  path: string,
  folder: string,
  options: BuildOptions,
): Promise<string[]> {
  const plugins = [errorsPlugin, ...(options.plugins ?? [])];
  return bundleBeside(name, path, folder, { ...options, plugins });
}

/** Writes NAME.cjs into the folder; returns which files went in. */
export async function bundlePackage(name: string, folder: string): Promise<string[]> {
  return bundleBeside(name, name, folder, { plugins: [leftOutPlugin(leftOut[name] ?? {})] });
}

const noTransports = `module.exports = () => { throw new Error('pino has no transports here') };`;

/**
 * Modules of packages that take time to load and that we never get to: package → module as it is required → what is there instead.
 * pino writes to a stream of ours; what it has for files and threads is half of its loading.
 */
const leftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pino: {
    './transport': noTransports,
    './lib/transport': noTransports,
    'sonic-boom': `module.exports = class { constructor() { throw new Error('pino has no files here') } };`,
    worker_threads: 'exports.isMainThread = true;',
  },
};

function leftOutPlugin(contents: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'left-out',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path }) =>
        Object.hasOwn(contents, path) ? { path, namespace: 'left-out' } : undefined,
      );
      onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
        contents: contents[path] ?? '',
      }));
    },
  };
}

async function bundleBeside(
  name: string,
  from: string,
  folder: string,
  options: BuildOptions,
): Promise<string[]> {
  const names = await exportsOf(from);
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    ...options,
    stdin: {
      contents: [
        `import * as all from '${from}';`,
        ...names.map((exported) => exportFrom('all', exported)),
      ].join('\n'),
      resolveDir: import.meta.dirname,
    },
    // Its CommonJS face gives an ES module's default as a property, which is what is exported above.
    logOverride: { 'import-is-undefined': 'silent' },
    metafile: true,
    write: false,
  });

  const code = outputFiles?.[0]?.text ?? '';
  const source = `(function (exports, require, module, __filename, __dirname) {${code}\n})`;
  const file = join(folder, `${name}.cjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source, 'latin1');
  return Object.keys(metafile?.inputs ?? {}).filter((path) => path !== '<stdin>');
}

async function exportsOf(name: string): Promise<string[]> {
  const exported = Object.keys(await import(name));
  // In an order of our own: that of a module's names depends on who loads it, Node or a runner of tests.
  return exported.filter((key) => /^[A-Za-z_$][\w$]*$/.test(key)).sort();
}

function exportFrom(object: string, name: string): string {
  return name === 'default'
    ? `export default ${object}.default;`
    : `const $${name} = ${object}.${name}; export { $${name} as ${name} };`;
}
