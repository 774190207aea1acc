import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleOptions, lazyPackages } from '../../esbuild.config.mjs';

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
      contents: [
        `import { loadPackage } from './entries/lazy-package.ts';`,
        `const loaded = loadPackage('${path}');`,
        ...(await exportsOf(path)).map((name) => exportFrom('loaded', name)),
      ].join('\n'),
    }));
  },
};

/** Writes NAME.cjs into the folder; returns which files went in. */
export async function bundlePackage(name: string, folder: string): Promise<string[]> {
  const names = await exportsOf(name);
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    stdin: {
      contents: [
        `import * as all from '${name}';`,
        ...names.map((exported) => exportFrom('all', exported)),
      ].join('\n'),
      resolveDir: import.meta.dirname,
    },
    // Its CommonJS face gives an ES module's default as a property, which is what is exported above.
    logOverride: { 'import-is-undefined': 'silent' },
    metafile: true,
    write: false,
  });

  const code = outputFiles[0]?.text ?? '';
  const source = `(function (exports, require, module, __filename, __dirname) {${code}\n})`;
  const file = join(folder, `${name}.cjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source, 'latin1');
  return Object.keys(metafile.inputs).filter((path) => path !== '<stdin>');
}

async function exportsOf(name: string): Promise<string[]> {
  const exported = Object.keys(await import(name));
  return exported.filter((key) => /^[A-Za-z_$][\w$]*$/.test(key));
}

function exportFrom(object: string, name: string): string {
  return name === 'default'
    ? `export default ${object}.default;`
    : `const $${name} = ${object}.${name}; export { $${name} as ${name} };`;
}
