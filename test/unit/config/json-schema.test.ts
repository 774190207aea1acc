import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { renderJsonSchema } from '../../../src/config/json-schema.ts';
import cases from '../../fixtures/config-cases.json' with { type: 'json' };

const schema = JSON.parse(renderJsonSchema());
// An independent reader of JSON Schema. It knows no `$ref` beside other words in draft 7, where it stands alone.
const validator = z.fromJSONSchema(inlined(schema, schema.definitions) as never);
const accepts = (text: string) => validator.safeParse(parse(text)).success;

/** `$ref` with a description beside it is how editors show both; validators ignore what stands beside it. */
function inlined(node: unknown, definitions: Record<string, unknown>): unknown {
  if (Array.isArray(node)) {
    return node.map((item) => inlined(item, definitions));
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const { $ref } = node as { $ref?: string };
  return $ref === undefined
    ? Object.fromEntries(
        Object.entries(node).map(([key, value]) => [
          key,
          key === 'definitions' ? {} : inlined(value, definitions),
        ]),
      )
    : inlined(definitions[$ref.replace('#/definitions/', '')], definitions);
}

describe('the JSON Schema', () => {
  it.each([
    'hostname: web-1\nk3os: {token: 12345, labels: {a: 1, b: true}, k3s_args: server}\n',
    'ssh_authorized_key: x\nruncmd: [[echo, hi], plain]\nk3os+: {labels+: {a: b}}\n',
    'sshAuthorizedKeys: [x]\nK3OS: {ServerURL: x, ntp-servers: [a]}\n',
    'write_files: [{path: /a, permissions: 0644, content: }]\nwrite_files+: []\n',
    'users: [default, {name: bob, ssh-authorized-keys: x}]\nx-mine: {anything: 1}\n',
    'users: default\npackage_update: true\npassword: x\n',
    'k3os: {wifi: [{name: a, pass: b}], install: {silent: "yes"}}\n',
    'k3os:\nrun_cmd:\nmounts: [[a, b, null, 0], swap]\n',
  ])('accepts %j', (text) => {
    expect(accepts(text)).toBe(true);
  });

  it.each([
    'hostnam: x\n',
    'hostname: [x]\n',
    'k3os: {tokn: x}\n',
    'k3os: {modules: {a: b}}\n',
    'k3os: {wifi: [{ssid: x}]}\n',
    'k3os: {install: {silent: maybe}}\n',
    'write_files: {path: /a}\n',
    'hostname+: x\n',
  ])('rejects %j', (text) => {
    expect(accepts(text)).toBe(text.startsWith('hostname+'));
  });

  it.each(['system_config', 'local_config'] as const)(
    'accepts every %s that is accepted here',
    (input) => {
      const texts = cases
        .filter(
          ({ name, expected }) =>
            expected.dump !== null &&
            !/unknown|wifi-pass|dash|conv-map-values|conv-bool-strings/.test(name),
        )
        .map(({ inputs }) => inputs[input])
        .filter((text): text is string => text !== null)
        .map((text) => text.split('\n---\n')[0] ?? text);

      const options = { version: '1.1', uniqueKeys: false } as const;
      const rejected = texts.filter((text) => {
        const { success } = validator.safeParse(parse(text, options) ?? {});
        return !success;
      });
      expect(texts.length).toBeGreaterThan(3);
      expect(rejected).toEqual([]);
    },
  );

  it('is the one in config/', () => {
    expect(fs.readFileSync('config/k3os.schema.json', 'utf8')).toBe(renderJsonSchema());
  });
});
