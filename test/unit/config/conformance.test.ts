import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dumpJson, dumpYaml } from '../../../src/config/dump.ts';
import { snakeCase } from '../../../src/config/names.ts';
import { readConfig } from '../../../src/config/read.ts';
import { realSystem } from '../../../src/effects/real-system.ts';
import recorded from '../../fixtures/config-cases.json' with { type: 'json' };
import { type Difference, differences } from '../../fixtures/config-differences.ts';
import { told } from '../../support/load.ts';
import { type Tree, tempRoot } from '../../support/temp-root.ts';

/** Recorded from the original program: what it made of each set of files, null where it lost everything. */
interface Case {
  readonly name: string;
  readonly note: string;
  readonly inputs: Inputs;
  readonly expected: { readonly dump: unknown; readonly dump_yaml?: string };
}

interface Inputs {
  readonly system_config: string | null;
  readonly cmdline: string | null;
  readonly local_config: string | null;
  readonly config_d: Readonly<Record<string, string>> | null;
  readonly local_hostname: string | null;
  readonly authorized_keys: string | null;
  readonly userdata: string | { readonly base64: string } | null;
}

const cases = recorded as unknown as readonly Case[];
const folder = '/var/lib/rancher/k3os';

function treeOf(inputs: Inputs, { renamed }: Partial<Difference>): Tree {
  const { userdata } = inputs;
  const configD = Object.entries(inputs.config_d ?? {}).map(([name, content]): [string, string] => [
    `${folder}/config.d/${name}${renamed === true ? '.yaml' : ''}`,
    content,
  ]);
  const files: [string, string | Buffer | null][] = [
    ['/k3os/system/config.yaml', inputs.system_config],
    ['/proc/cmdline', inputs.cmdline],
    [`${folder}/config.yaml`, inputs.local_config],
    ['/run/config/local_hostname', inputs.local_hostname],
    ['/run/config/ssh/authorized_keys', inputs.authorized_keys],
    [
      '/run/config/userdata',
      typeof userdata === 'object' && userdata !== null
        ? Buffer.from(userdata.base64, 'base64')
        : userdata,
    ],
    ...configD,
  ];
  return Object.fromEntries(files.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The dump in snake_case without `install`; keys inside maps stay as they are. */
function asYaml(dump: unknown): unknown {
  const { k3os, ...rest } = dump as { k3os: Record<string, unknown> };
  const { install: _, ...node } = k3os;
  return { ...snakeKeys(rest), k3os: snakeKeys(node) };
}

function snakeKeys(values: object): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [snakeCase(key), value]));
}

describe('the configuration of the original', () => {
  it.each(cases)('$name is read as it was, or as the list of differences says', (given) => {
    const { name, inputs, expected } = given;
    const difference: Partial<Difference> = differences[name] ?? {};
    const root = tempRoot(treeOf(inputs, difference));

    const { merged, problems } = readConfig(realSystem(root.path));

    const dump = JSON.parse(dumpJson(merged, { showSecrets: true }));
    expect(dump).toEqual(difference.dump ?? expected.dump);
    const yaml = parse(dumpYaml(merged, { showSecrets: true }), { version: '1.1' });
    expect(yaml).toEqual(asYaml(dump));
    if (differences[name] === undefined) {
      expect(yaml).toEqual(parse(expected.dump_yaml ?? '', { version: '1.1' }));
    }
    for (const message of difference.told ?? []) {
      expect(problems.map(told)).toContainEqual(expect.stringContaining(message));
    }
  });

  it.each(cases.filter(({ expected }) => expected.dump === null))(
    '$name, which lost everything, is a difference that says what is kept',
    ({ name }) => {
      expect(differences[name]?.dump).toBeDefined();
    },
  );

  it('has no difference without a recorded case', () => {
    expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(differences)));
  });

  it('has no difference that is none', () => {
    const idle = cases.filter(({ name, expected }) => {
      const { dump } = differences[name] ?? {};
      return dump !== undefined && isDeepStrictEqual(dump, expected.dump);
    });

    expect(idle.map(({ name }) => name)).toEqual([]);
  });
});
