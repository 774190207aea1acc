import { describe, expect, it } from 'vitest';
import { bootMarker, parseMarker } from '../../../src/vm/boot-marker.ts';

describe('the line a booted node writes', () => {
  it.each([
    ['k3os-booted mode=live outcome=ok', { mode: 'live', outcome: 'ok' }],
    ['[   31.2] k3os-booted mode=disk outcome=degraded', { mode: 'disk', outcome: 'degraded' }],
  ])('is understood: %s', (line, marker) => {
    const found = bootMarker.exec(line);

    expect(found && parseMarker(found)).toEqual(marker);
  });

  it('is not what merely mentions it', () => {
    expect(bootMarker.exec('waiting for k3os-booted')).toBeNull();
  });
});
