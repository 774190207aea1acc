import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { cloudConfig, k3osConfig } from '../../bench/vm/bench-node.ts';
import { settled, started, stubK3s } from '../../bench/vm/stub-k3s.ts';

describe('the node that the bench boots', () => {
  it('is without a mistake in its configuration', () => {
    const { problems } = loadConfig([{ file: 'config.yaml', format: 'yaml', content: k3osConfig }]);

    expect(problems).toEqual([]);
  });

  it('is described to cloud-init with the same name and files', () => {
    const theirs = JSON.parse(cloudConfig.split('\n')[1] ?? '');
    const ours = JSON.parse(k3osConfig);

    expect(cloudConfig).toMatch(/^#cloud-config\n/);
    expect(theirs.hostname).toBe(ours.hostname);
    expect(theirs.write_files).toEqual(expect.arrayContaining(ours.write_files));
    expect(theirs.runcmd).toEqual(expect.arrayContaining(ours.run_cmd));
    expect(theirs.users[0].ssh_authorized_keys).toEqual(ours.ssh_authorized_keys);
  });
});

describe('what stands in for k3s in the bench', () => {
  it('says what the bench waits for', () => {
    expect(started.exec('login: bench-k3s started uptime=12.34.')?.[1]).toBe('12.34');
    expect(settled.exec('bench-k3s settled used=204800 kB, missing:.')?.slice(1)).toEqual([
      '204800',
      '',
    ]);
  });

  it('has nothing in its script that was meant for another language', () => {
    expect(stubK3s).not.toMatch(/undefined|\[object|NaN/);
    expect(stubK3s).toContain('\nEND\necho "bench-k3s settled used=$((total - available)) kB');
  });
});
