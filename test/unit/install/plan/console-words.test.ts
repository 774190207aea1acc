import { describe, expect, it } from 'vitest';
import { consoleWords } from '../../../../src/install/plan/console-words.ts';

describe('the consoles of an installed system', () => {
  it.each([
    {
      tty: 'ttyS1,9600',
      cmdline: '',
      words: 'console=tty1 console=ttyS1,9600',
      serial: '--unit=1 --speed=9600',
    },
    {
      tty: 'ttyS0',
      cmdline: '',
      words: 'console=tty1 console=ttyS0',
      serial: '--unit=0 --speed=115200',
    },
    {
      tty: 'tty1',
      cmdline: 'console=ttyS0',
      words: 'console=tty1',
      serial: '--unit=0 --speed=115200',
    },
    {
      tty: 'ttyAMA0',
      cmdline: '',
      words: 'console=tty1 console=ttyAMA0',
      serial: '--unit=0 --speed=115200',
    },
    {
      tty: undefined,
      cmdline: 'quiet console=ttyS2,19200n8 console=tty1 k3os.mode=install',
      words: 'console=ttyS2,19200n8 console=tty1',
      serial: '--unit=2 --speed=19200',
    },
  ])('for $tty and $cmdline are $words', ({ tty, cmdline, words, serial }) => {
    expect(consoleWords(tty, cmdline)).toEqual({ words, serial });
  });

  it('are those of the boot menu when nobody says any', () => {
    expect(consoleWords(undefined, 'quiet')).toBeUndefined();
  });
});
