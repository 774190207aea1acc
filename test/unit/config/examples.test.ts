import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { formatProblems } from '../../../src/config/messages.ts';
import { checkK3s } from '../../../src/k3s/check.ts';

const folder = fileURLToPath(new URL('../../../config/examples', import.meta.url));

describe('the example configurations', () => {
  it.each(readdirSync(folder))('%s is right in every line', (name) => {
    const content = readFileSync(`${folder}/${name}`);
    const loaded = loadConfig([{ file: name, format: 'yaml', content }], { unknownKeys: 'error' });
    const problems = [...loaded.problems, ...checkK3s(loaded.config, loaded.originOf, undefined)];

    // That a short token proves no server is said in the example itself.
    expect(formatProblems(problems.filter(({ severity }) => severity !== 'notice'))).toEqual([]);
    expect(loaded.config.hostname).toBeDefined();
  });

  it.each(readdirSync(folder))('%s tells editors where its schema is', (name) => {
    const [first] = readFileSync(`${folder}/${name}`, 'utf8').split('\n');

    expect(first).toBe('# yaml-language-server: $schema=../k3os.schema.json');
  });
});
