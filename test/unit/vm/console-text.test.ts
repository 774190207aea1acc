import { describe, expect, it } from 'vitest';
import {
  append,
  emptyText,
  endOf,
  findLine,
  plainLine,
  tailOf,
} from '../../../src/vm/console-text.ts';

describe('the text of a console', () => {
  it.each([
    { when: 'colours', raw: ' * Starting \u001b[32;01msshd\u001b[0m', plain: ' * Starting sshd' },
    {
      when: "systemd's questions to the terminal",
      raw: '\u001b[!p\u001b]104\u0007\u001b[?7h\u001b[6n\u001b[32766;32766H\u001b[6nready',
      plain: 'ready',
    },
    { when: 'a title that ends with ST', raw: '\u001b]0;title\u001b\\ready', plain: 'ready' },
    { when: 'short sequences', raw: '\u001b7\u001b(Bready\u001bc', plain: 'ready' },
    { when: "OVMF's screen modes", raw: '\u001b[2J\u001b[01;01H\u001b[=3hready', plain: 'ready' },
    { when: 'line ends of a terminal', raw: 'ready\r\r', plain: 'ready' },
  ])('is free of $when', ({ raw, plain }) => {
    expect(plainLine(raw)).toBe(plain);
  });

  it('is the same however it comes in pieces', () => {
    const whole = 'one\r\n\u001b[1mtwo\u001b[0m\r\nlog';
    const text = emptyText();
    const complete = [...whole].map((piece) => append(text, piece)).at(-1);

    expect(text.lines).toEqual(['one', 'two', 'log']);
    expect(complete).toBe(2);
  });

  it('is searched from a place on, in the middle of a line too', () => {
    const text = emptyText();
    append(text, 'ready\nlogin: ');
    const from = endOf(text);

    expect(findLine(text, /login: /, from, true)).toBeUndefined();
    append(text, 'root\nlogin: ');
    expect(findLine(text, /^root/, from, false)?.[0]).toBe('root');
    expect(findLine(text, /login: /, from, false)).toBeUndefined();
    expect(findLine(text, /login: /, from, true)?.[0]).toBe('login: ');
  });

  it('shows its end', () => {
    const text = emptyText();
    expect(tailOf(text, 2)).toBe('(nothing)');

    append(text, 'one\ntwo\nthree');
    expect(tailOf(text, 2)).toBe('two\nthree');
  });
});
