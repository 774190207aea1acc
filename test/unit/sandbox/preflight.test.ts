import { describe, expect, it } from 'vitest';
import { missingPackages } from '../../../src/sandbox/preflight.ts';

describe('the look at the host before nodes are made', () => {
  it.each([
    { when: 'all is there', absent: [], missing: [] },
    { when: 'there is no DHCP server', absent: ['dnsmasq'], missing: ['dnsmasq-base'] },
    {
      when: 'two programs of one package are gone',
      absent: ['nsenter', 'unshare'],
      missing: ['util-linux'],
    },
  ])('names $missing when $when', ({ absent, missing }) => {
    expect(missingPackages((tool) => !(absent as string[]).includes(tool))).toEqual(missing);
  });
});
