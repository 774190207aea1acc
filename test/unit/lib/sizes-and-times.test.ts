import { describe, expect, it } from 'vitest';
import { byteSize } from '../../../src/lib/byte-size.ts';
import { durationMs } from '../../../src/lib/duration.ts';

describe('a duration', () => {
  it.each([
    { text: '90s', ms: 90_000 },
    { text: '15m', ms: 900_000 },
    { text: '2h', ms: 7_200_000 },
    { text: '15', ms: undefined },
    { text: '1d', ms: undefined },
    { text: '-1s', ms: undefined },
  ])('$text is $ms milliseconds', ({ text, ms }) => {
    expect(durationMs(text)).toBe(ms);
  });
});

describe('a size', () => {
  it.each([
    { text: '1048576', bytes: 1_048_576 },
    { text: '512M', bytes: 536_870_912 },
    { text: '1.5G', bytes: 1_610_612_736 },
    { text: '10X', bytes: undefined },
    { text: 'G', bytes: undefined },
  ])('$text is $bytes bytes', ({ text, bytes }) => {
    expect(byteSize(text)).toBe(bytes);
  });
});
