import { describe, expect, it } from 'vitest';
import { timeAnswer } from '../../bench/vm/time-server.ts';

describe('the time server of the bench', () => {
  const request = Buffer.alloc(48);
  request.writeUInt8(0x23, 0);
  request.write('transmit', 40);
  // 1970 and half a second.
  const answer = timeAnswer(request, 500);

  it('answers as a server of version 4, of the first stratum, without a warning', () => {
    expect([...answer.subarray(0, 2)]).toEqual([0x24, 1]);
  });

  it('gives the request back what it knows it by', () => {
    expect(answer.subarray(24, 32).toString()).toBe('transmit');
  });

  it('counts from 1900, with fractions of 2^32', () => {
    expect([answer.readUInt32BE(40), answer.readUInt32BE(44)]).toEqual([2_208_988_800, 2 ** 31]);
  });
});
