import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realSystem } from '../../../src/effects/real-system.ts';
import { readSources, sources } from '../../../src/sources/index.ts';
import { recordingSystem } from '../../support/recording-system.ts';
import { tempRoot } from '../../support/temp-root.ts';

const configD = '/var/lib/rancher/k3os/config.d';

describe('readSources', () => {
  it('reads every place in order, the strongest last', () => {
    const system = recordingSystem({
      files: {
        [`${configD}/10-a.yaml`]: 'a',
        '/run/config/userdata': 'b: 1',
        '/run/config/ssh/authorized_keys': 'c',
        '/run/config/local_hostname': 'd',
        '/run/config/interfaces.yaml': 'h',
        '/run/config/hostname': 'i',
        '/var/lib/rancher/k3os/config.yaml': 'e',
        '/proc/cmdline': 'f',
        '/k3os/system/config.yaml': 'g',
      },
    });

    expect(readSources(system).map(({ file, format }) => [file, format])).toEqual([
      ['/run/config/hostname', 'hostname'],
      ['/run/config/interfaces.yaml', 'yaml'],
      ['/k3os/system/config.yaml', 'yaml'],
      ['kernel command line', 'kernel-cmdline'],
      ['/var/lib/rancher/k3os/config.yaml', 'yaml'],
      ['/run/config/local_hostname', 'hostname'],
      ['/run/config/ssh/authorized_keys', 'authorized-keys'],
      ['/run/config/userdata', 'yaml'],
      ['config.d/10-a.yaml', 'yaml'],
    ]);
  });

  it('lists every source that there is a file for', () => {
    const files = readdirSync('src/sources').filter(
      (name) => !/^(index|source|userdata-kinds)\.ts$/.test(name),
    );

    expect(files.length).toBe(sources.length);
    expect(new Set(sources.map(({ id }) => id)).size).toBe(sources.length);
  });

  it('reads config.d in byte order of names', () => {
    const names = ['9.yaml', '10.yaml', 'B.json', 'a.yml', 'ä.yaml'];
    const system = recordingSystem({
      files: Object.fromEntries(names.map((name) => [`${configD}/${name}`, ''])),
    });

    expect(readSources(system).map(({ file }) => file)).toEqual(
      ['10.yaml', '9.yaml', 'B.json', 'a.yml', 'ä.yaml'].map((name) => `config.d/${name}`),
    );
  });

  it('passes over what is no file, with its name, and reads the rest', () => {
    const system = recordingSystem({
      files: {
        [`${configD}/10-fifo.yaml`]: { other: true },
        [`${configD}/20-folder.yaml`]: { directory: 0o755 },
        [`${configD}/30-lost.yaml`]: { link: '/nowhere' },
        [`${configD}/35-linked.yaml`]: { link: '40-good.yaml' },
        [`${configD}/40-good.yaml`]: 'hostname: a',
        [`${configD}/50-huge.yaml`]: `#${'x'.repeat(2 * 1024 * 1024)}`,
        [`${configD}/60.yaml~`]: 'hostname: b',
        [`${configD}/.70.yaml.swp`]: 'hostname: c',
        [`${configD}/README`]: 'hostname: d',
      },
    });

    expect(readSources(system).map(({ file, format }) => `${file} ${format}`)).toEqual([
      'config.d/.70.yaml.swp skipped',
      'config.d/10-fifo.yaml skipped',
      'config.d/20-folder.yaml skipped',
      'config.d/30-lost.yaml skipped',
      'config.d/35-linked.yaml yaml',
      'config.d/40-good.yaml yaml',
      'config.d/50-huge.yaml unreadable',
      'config.d/60.yaml~ skipped',
      'config.d/README skipped',
    ]);
  });

  it('does not read what a link to a device or folder leads to', () => {
    const root = tempRoot({
      [`${configD}/10.yaml`]: { link: '/dir' },
      '/dir': { directory: 0o755 },
    });

    expect(readSources(realSystem(root.path)).map(({ format }) => format)).toEqual(['unreadable']);
  });

  it('tells when config.d is a file', () => {
    const system = recordingSystem({ files: { [configD]: 'hostname: a' } });

    expect(readSources(system)).toEqual([
      { file: 'config.d', format: 'unreadable', content: expect.stringContaining('ENOTDIR') },
    ]);
  });
});
