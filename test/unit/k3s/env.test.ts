import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { k3sEnvironment, parseEnvironment, renderEnvironment } from '../../../src/k3s/env.ts';
import { config } from '../../support/config.ts';

describe('the environment of k3s', () => {
  it.each([
    { when: 'a short token is given', k3os: { token: 'abc' }, wanted: { K3S_TOKEN: 'abc' } },
    {
      when: 'a server is given',
      k3os: { serverUrl: 'https://a:6443' },
      wanted: { K3S_URL: 'https://a:6443' },
    },
    {
      when: 'environment is given',
      k3os: { environment: { NO_PROXY: '10.0.0.0/8' } },
      wanted: { NO_PROXY: '10.0.0.0/8' },
    },
    {
      when: 'environment says something else than token',
      k3os: { token: 'abc', environment: { K3S_TOKEN: 'old' } },
      wanted: { K3S_TOKEN: 'abc' },
    },
    {
      when: 'environment holds names that mislead k3s',
      k3os: {
        environment: {
          K3S_DATA_DIR: '/x',
          INVOCATION_ID: '1',
          NOTIFY_SOCKET: '/n',
          K3S_CLUSTER_SECRET: 's',
          A: 'b',
        },
      },
      wanted: { A: 'b' },
    },
    { when: 'token is empty', k3os: { token: '' }, wanted: {} },
  ])('is $wanted when $when', ({ k3os, wanted }) => {
    expect(k3sEnvironment(config({ k3os }))).toEqual(wanted);
  });
});

describe('the environment file', () => {
  it('is sorted and quotes every value', () => {
    expect(renderEnvironment({ B: 'it’s $HOME', A: "o'clock" })).toBe(
      "A='o'\\''clock'\nB='it’s $HOME'\n",
    );
  });

  it('gives back any value', () => {
    const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);
    const value = fc.string({ unit: 'binary' }).filter((text) => !/[\r\n\0]/.test(text));

    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (environment) => {
        expect(parseEnvironment(renderEnvironment(environment))).toEqual(environment);
      }),
    );
  });

  it('may have comments and blank lines', () => {
    expect(parseEnvironment("# mine\n\nA='b'\n")).toEqual({ A: 'b' });
  });

  it.each(['A=b', "A='b", "export A='b'", "A='b' C='d'", "A='canary'x"])(
    'refuses %s by line number only',
    (line) => {
      expect(() => parseEnvironment(`X='1'\n${line}`)).toThrow(
        /^line 2 is not of the form NAME='value'$/,
      );
    },
  );
});
