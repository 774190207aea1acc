import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/sandbox/table.ts';

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

  it('may be empty', () => {
    expect(renderTable([])).toBe('');
  });
});
