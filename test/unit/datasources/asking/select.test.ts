import { describe, expect, it } from 'vitest';
import { selectSources } from '../../../../src/datasources/asking/select.ts';
import { platform } from '../../../support/data-source.ts';

const hetzner = platform({ dmi: { sys_vendor: 'Hetzner' } });

function chosen(wanted: readonly string[], on = hetzner, isAtHome = false) {
  const { candidates, unknown } = selectSources(wanted, on, isAtHome);
  return {
    names: candidates.map(({ source, matches }) => `${source.name}${matches ? '' : '?'}`),
    unknown,
  };
}

describe('which sources are asked', () => {
  it.each([
    { wanted: ['hetzner'], on: hetzner, names: ['hetzner'], unknown: [] },
    { wanted: ['hetzner'], on: platform(), names: ['hetzner?'], unknown: [] },
    { wanted: ['auto'], on: hetzner, names: ['hetzner'], unknown: [] },
    { wanted: ['auto'], on: platform(), names: [], unknown: [] },
    { wanted: ['auto', 'hetzner'], on: hetzner, names: ['hetzner'], unknown: [] },
    { wanted: ['nimbus', 'hetzner'], on: hetzner, names: ['hetzner'], unknown: ['nimbus'] },
    { wanted: ['hetzner=a'], on: hetzner, names: [], unknown: ['hetzner=a'] },
  ])('are $names of $wanted', ({ wanted, on, names, unknown }) => {
    expect(chosen(wanted, on)).toEqual({ names, unknown });
  });
});
