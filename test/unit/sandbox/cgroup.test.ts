import { describe, expect, it } from 'vitest';
import { findCgroup2 } from '../../../src/sandbox/cgroup.ts';

const line = (path: string, type: string) =>
  `31 23 0:27 / ${path} rw,relatime shared:9 - ${type} none rw`;

describe('control groups of the host', () => {
  it.each([
    {
      when: 'only version 2 is there',
      mounts: ['/sys/fs/cgroup cgroup2'],
      found: '/sys/fs/cgroup',
    },
    {
      when: 'both versions are there',
      mounts: ['/sys/fs/cgroup/pids cgroup', '/sys/fs/cgroup/unified cgroup2'],
      found: '/sys/fs/cgroup/unified',
    },
    { when: 'only version 1 is there', mounts: ['/sys/fs/cgroup/pids cgroup'], found: undefined },
    { when: 'none are mounted', mounts: ['/proc proc'], found: undefined },
  ])('are found at $found when $when', ({ mounts, found }) => {
    const text = mounts.map((mount) => line(...(mount.split(' ') as [string, string]))).join('\n');

    expect(findCgroup2(text)).toBe(found);
  });
});
