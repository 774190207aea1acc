import { describe, expect, it } from 'vitest';
import { lateMediumMs } from '../../../../src/datasources/asking/patience.ts';
import type { Candidate } from '../../../../src/datasources/asking/select.ts';
import type { DataSource } from '../../../../src/datasources/data-source.ts';

const candidate = (needs: DataSource['needs'], matches: boolean, argument?: 'URL'): Candidate => ({
  ...{ source: { needs, argument } as DataSource, argument: '', matches },
});
const stick = candidate('nothing', false);

describe('a medium that is named and not there', () => {
  it.each([
    { when: 'nothing is known', all: [stick], isRemembered: false, seconds: 10 },
    { when: 'an earlier start has learned', all: [stick], isRemembered: true, seconds: 3 },
    {
      when: 'the machine is in a cloud of the list',
      all: [stick, candidate('network', true)],
      isRemembered: false,
      seconds: 0,
    },
    {
      when: 'the machine is in none of the list',
      all: [stick, candidate('network', false), candidate('network', true, 'URL')],
      isRemembered: false,
      seconds: 10,
    },
  ])('is waited for $seconds s when $when', ({ all, isRemembered, seconds }) => {
    expect(lateMediumMs(all, isRemembered)).toBe(seconds * 1000);
  });
});
