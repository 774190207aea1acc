import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataSource, known } from '../../../src/config/checks/data-source.ts';
import { registry } from '../../../src/datasources/registry.ts';
import { platform } from '../../support/data-source.ts';

const project = join(import.meta.dirname, '../../..');
const folders = ['clouds', 'local'];
const filesIn = (folder: string) =>
  existsSync(join(project, folder)) ? readdirSync(join(project, folder)) : [];

describe('the list of data sources', () => {
  it('has one for each file that is one, and each has its test', () => {
    const files = folders.flatMap((folder) =>
      filesIn(`src/datasources/${folder}`).filter((name) => {
        const path = join(project, 'src/datasources', folder, name);
        return name.endsWith('.ts') && /: DataSource = /.test(readFileSync(path, 'utf8'));
      }),
    );
    const tests = folders.flatMap((folder) => filesIn(`test/unit/datasources/${folder}`));

    expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(
      registry.map(({ name }) => name.replace('_', '-')).sort(),
    );
    expect(files.filter((name) => !tests.includes(name.replace('.ts', '.test.ts')))).toEqual([]);
  });

  it('has the names that a configuration may have', () => {
    const names = registry.flatMap(({ name, aliases = [], argument }) =>
      [name, ...aliases].map((each) => (argument === undefined ? each : `${each}=${argument}`)),
    );

    expect([...known].sort()).toEqual([...names, 'auto'].sort());
    const written = names.map((name) => name.replace('=URL', '=https://h/'));
    expect(written.filter((name) => dataSource(name) !== undefined)).toEqual([]);
  });

  it('is in the README, name by name', () => {
    const readme = readFileSync(join(project, 'README.md'), 'utf8');
    const [, table = ''] = readme.split('\n### Data sources\n');
    const rows = [...(table.split(/\n##+ /)[0]?.matchAll(/^\| `([\w.-]+)(?:=\w+)?`/gm) ?? [])];

    expect(rows.map(([, name]) => name).sort()).toEqual(registry.map(({ name }) => name).sort());
  });

  it('finds nothing in a machine that says nothing of itself', () => {
    expect(registry.filter((source) => source.matches(platform())).map(({ name }) => name)).toEqual(
      [],
    );
  });
});
