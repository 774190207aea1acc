import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/lib/table.ts';

describe('a table', () => {
  it('lines its columns up and ends no line with blanks', () => {
    expect(
      renderTable([
        ['NODE', 'ROLE'],
        ['a', 'server'],
        ['long-name', ''],
      ]),
    ).toBe('NODE       ROLE\na          server\nlong-name');
  });

  it('puts numbers below each other, as far apart as asked', () => {
    const rows = [
      ['what', 'ms', ''],
      ['boot', '7', 'x'],
      ['k3s', '112', 'y'],
    ];

    expect(renderTable(rows, { gap: 3, right: [1] })).toBe(
      'what    ms\nboot     7   x\nk3s    112   y',
    );
  });

  it('may be empty', () => {
    expect(renderTable([])).toBe('');
  });
});
