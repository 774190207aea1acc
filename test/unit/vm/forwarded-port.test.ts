import { describe, expect, it } from 'vitest';
import { forwardedPort } from '../../../src/vm/forwarded-port.ts';

describe('the port that leads to ssh', () => {
  it("is in QEMU's listing of connections", () => {
    const listing = [
      'Hub -1 (net0):',
      '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
      '  TCP[ESTABLISHED]    9       10.0.2.15 40022       127.0.0.1    22     0     0',
      '  TCP[HOST_FORWARD]   5       127.0.0.1 39853       10.0.2.15    22     0     0',
    ].join('\r\n');

    expect(forwardedPort(listing)).toBe(39853);
  });

  it('is missing without a network card that has it', () => {
    expect(() => forwardedPort('')).toThrow('no network card of kind user');
  });
});
