import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consolesFor, consoleWords } from '../../../../src/install/plan/console-words.ts';

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

  it.each([
    { debug: false, cmdline: '', consoles: undefined },
    {
      debug: true,
      cmdline: 'console=ttyS2',
      consoles: { words: 'console=ttyS2 k3os.debug', serial: '--unit=2 --speed=115200' },
    },
  ])('tell more where debug is $debug', ({ debug, cmdline, consoles }) => {
    expect(consolesFor({ debug }, cmdline)).toEqual(consoles);
  });

  it('tell more also where the boot menu has its own', () => {
    const menu = readFileSync('config/boot/grub-disk.cfg', 'utf8');
    const own = (name: string) => new RegExp(`^set ${name}="(.*)"$`, 'm').exec(menu)?.[1];

    expect(consolesFor({ debug: true }, '')).toEqual({
      words: `${own('words')} k3os.debug`,
      serial: own('serial'),
    });
  });
});
