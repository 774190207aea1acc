import { describe, expect, it } from 'vitest';
import { parseBootWords } from '../../../src/boot/boot-words.ts';

describe('the words of the boot', () => {
  it('are nothing on an empty command line', () => {
    expect(parseBootWords('')).toEqual({
      mode: undefined,
      fallbackMode: undefined,
      medium: undefined,
      consoles: [],
    });
  });

  it.each([
    { word: 'k3os.mode=live', found: { mode: 'live' } },
    { word: 'k3os.fallback_mode=install', found: { fallbackMode: 'install' } },
    { word: 'k3os.medium=K3OS', found: { medium: 'K3OS' } },
  ])('has $found of $word', ({ word, found }) => {
    expect(parseBootWords(`quiet ${word} panic=10`)).toMatchObject(found);
  });

  it('takes the last of several, as everywhere on a command line', () => {
    expect(parseBootWords('k3os.mode=live k3os.mode=disk').mode).toBe('disk');
  });

  it('takes no bare word for a value', () => {
    expect(parseBootWords('k3os.mode console').mode).toBeUndefined();
    expect(parseBootWords('k3os.mode console').consoles).toEqual([]);
  });

  it.each([
    { word: 'console=ttyS0,115200n8', console: { name: 'ttyS0', baud: '115200' } },
    { word: 'console=ttyAMA0,9600', console: { name: 'ttyAMA0', baud: '9600' } },
    { word: 'console=hvc0', console: { name: 'hvc0', baud: undefined } },
    { word: 'console=ttyS1,n8', console: { name: 'ttyS1', baud: undefined } },
  ])('reads $word', ({ word, console }) => {
    expect(parseBootWords(word).consoles).toEqual([console]);
  });
});
