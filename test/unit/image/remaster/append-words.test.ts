import { describe, expect, it } from 'vitest';
import {
  checkAppend,
  parseAppend,
  passesAppend,
  renderAppend,
} from '../../../../src/image/remaster/append-words.ts';

describe('words for the kernel', () => {
  it.each([
    { what: 'a line break', words: 'a\nb' },
    { what: 'a line break', words: 'a\r' },
    { what: 'a quote', words: 'k3os.run_cmd="a b"' },
    { what: 'a quote', words: "a'b" },
    { what: 'backslash', words: 'a\\b' },
    { what: 'not plain ASCII', words: 'hostname=grün' },
    { what: 'not plain ASCII', words: 'a\tb' },
    { what: '1025 characters', words: 'a'.repeat(1025) },
  ])('are refused because of $what: $words', ({ what, words }) => {
    expect(() => checkAppend(words)).toThrow(what);
  });

  it.each([
    '',
    'console=ttyS0,115200n8 k3os.mode=install',
    'a=* b=$x;y|z{}#& (c) <d> `e` %f ~g !h [i] ^j',
    'a'.repeat(1024),
  ])('are taken: %s', (words) => {
    checkAppend(words);

    expect(parseAppend(renderAppend(words))).toBe(words);
  });

  it('are the content of a single-quoted text, in which GRUB changes nothing', () => {
    expect(renderAppend(' a=$b ')).toBe("set append='a=$b'\n");
  });

  it('are none in a file of somebody else', () => {
    expect(parseAppend('set timeout=5\n')).toBe('');
  });
});

describe('a boot menu', () => {
  const source = 'source /boot/grub/append.cfg\n';

  it.each([
    { passes: true, menu: `${source}\tlinux /vmlinuz a $append\n` },
    { passes: true, menu: `if true; then\n\t${source}fi\nlinux /v \${append}\nlinux /v $append\n` },
    { passes: false, menu: `${source}linux /v $append\nlinux /v rescue\n` },
    { passes: false, menu: 'linux /v $append\n' },
    { passes: false, menu: `${source}linux /v $appendix\n` },
    { passes: false, menu: source },
  ])('passes the words on ($passes): $menu', ({ passes, menu }) => {
    expect(passesAppend(menu)).toBe(passes);
  });
});
