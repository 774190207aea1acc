import { describe, expect, it } from 'vitest';
import { readConfig, saveLastGood } from '../../../src/config/read.ts';
import { realSystem } from '../../../src/effects/real-system.ts';
import { told } from '../../support/load.ts';
import { recordingSystem } from '../../support/recording-system.ts';
import { tempRoot } from '../../support/temp-root.ts';

const local = '/var/lib/rancher/k3os/config.yaml';
const copies = '/var/lib/rancher/k3os/last-good';
const copy = `${copies}/${encodeURIComponent(local)}.yaml`;

describe('a source that worked before', () => {
  it('is used in its last good copy when it is broken, and that is told', () => {
    const root = tempRoot({
      [local]: 'hostname: good\n',
      '/k3os/system/config.yaml': 'run_cmd: [a]\n',
    });
    const system = realSystem(root.path);
    saveLastGood(system, readConfig(system));
    root.add({ [local]: 'hostname: [\n' });

    const { config, problems } = readConfig(system);

    expect(config).toEqual({ hostname: 'good', runCmd: ['a'] });
    expect(problems.map(told)).toEqual([
      `error ${local}:1: is no valid YAML: [ is not closed with ]`,
      `warning ${local}:1: the last good copy of this file is used instead`,
    ]);
  });

  it('keeps its good copy while it is broken', () => {
    const root = tempRoot({ [local]: 'hostname: good\n' });
    const system = realSystem(root.path);
    saveLastGood(system, readConfig(system));
    root.add({ [local]: 'hostname: [\n' });
    saveLastGood(system, readConfig(system));

    expect(root.text(copy)).toBe('hostname: good\n');
    expect(readConfig(system).config.hostname).toBe('good');
  });

  it.each([
    { when: 'it is no longer readable', change: { [local]: { directory: 0o755 } } },
    { when: 'it is too large', change: { [local]: `#${'x'.repeat(1024 * 1024)}` } },
    {
      when: 'it was cut to half a character',
      change: { [local]: Buffer.from([0x61, 0x3a, 0x20, 0xc3]) },
    },
  ])('is used in its last good copy when $when', ({ change }) => {
    const good = tempRoot({ [local]: 'hostname: good\n' });
    saveLastGood(realSystem(good.path), readConfig(realSystem(good.path)));
    const root = tempRoot({ [copy]: good.text(copy) ?? '', ...change });

    expect(readConfig(realSystem(root.path)).config.hostname).toBe('good');
  });

  it('is forgotten when it is taken away', () => {
    const root = tempRoot({ [copy]: 'hostname: old\n' });
    const system = realSystem(root.path);
    saveLastGood(system, readConfig(system));

    expect(root.text(copy)).toBeUndefined();
    expect(readConfig(system).config.hostname).toBeUndefined();
  });
});

describe('saveLastGood', () => {
  it('keeps copies that only root can read', () => {
    const root = tempRoot({ [local]: 'k3os: {token: t}\n' });
    const system = realSystem(root.path);
    saveLastGood(system, readConfig(system));

    expect(root.mode(copy)).toBe(0o600);
    expect(root.mode(copies)).toBe(0o700);
  });

  it('writes nothing the second time', () => {
    const system = recordingSystem({ files: { [local]: 'hostname: a\n' } });
    saveLastGood(system, readConfig(system));
    const before = system.effects.length;
    saveLastGood(system, readConfig(system));

    expect(before).toBeGreaterThan(0);
    expect(system.effects.length).toBe(before);
  });

  it('keeps no copy of the kernel command line or of files that were passed over', () => {
    const system = recordingSystem({
      files: { '/proc/cmdline': 'k3os.token=t', '/var/lib/rancher/k3os/config.d/README': 'x' },
    });
    saveLastGood(system, readConfig(system));

    expect(system.effects).toEqual([]);
  });
});

describe('readConfig', () => {
  it('changes nothing', () => {
    const system = recordingSystem({
      files: { [local]: 'hostname: [\n', [copy]: 'hostname: old\n' },
    });
    readConfig(system);

    expect(system.effects).toEqual([]);
  });

  it('gives an empty configuration on a machine without any source', () => {
    expect(readConfig(recordingSystem({})).config).toEqual({});
  });
});
