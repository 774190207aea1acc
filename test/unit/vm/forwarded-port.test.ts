import { describe, expect, it } from 'vitest';
import { forwardedPort } from '../../../src/vm/forwarded-port.ts';

const listing = [
  'Hub -1 (net0):',
  '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
  '  TCP[ESTABLISHED]    9       10.0.2.15 40022       127.0.0.1    22     0     0',
  '  TCP[HOST_FORWARD]   5       127.0.0.1 39853       10.0.2.15    22     0     0',
  '  TCP[HOST_FORWARD]   6       127.0.0.1 40111       10.0.2.15  8080     0     0',
].join('\r\n');

describe('the port of this host that leads to one of the guest', () => {
  it.each([
    [22, 39853],
    [8080, 40111],
  ])("is in QEMU's listing of connections: %i is reached at %i", (there, here) => {
    expect(forwardedPort(listing, there)).toBe(here);
  });

  it('is missing when no network card has it', () => {
    expect(() => forwardedPort(listing, 80)).toThrow('whose port 80 can be reached');
  });
});
