import { fileURLToPath } from 'node:url';

/**
 * How sources become one file. Names are kept, so that a stack trace from a node can be read.
 * The result is CommonJS because a start-up snapshot takes nothing else (src/dev/README.md).
 * @satisfies {import('esbuild').BuildOptions}
 */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node26',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  lineLimit: 120,
  logLevel: 'warning',
  // The same sources as ES modules: what is not used stays out, and `config --dump` is a tenth faster.
  alias: {
    yaml: fileURLToPath(new URL('node_modules/yaml/browser/dist/index.js', import.meta.url)),
  },
  define: { 'import.meta.main': 'false' },
  // `import()` of a built-in does not work in a snapshot, the `require` it becomes does.
  supported: { 'dynamic-import': false },
};

/** Loaded when first used and kept out of the snapshot, which would grow and slow every start. */
export const lazyPackages = [
  '@inquirer/input',
  '@inquirer/password',
  '@inquirer/select',
  'diff',
  'execa',
  'node-fetch',
  'pino',
  'systeminformation',
];
