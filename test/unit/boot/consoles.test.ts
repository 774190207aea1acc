import { describe, expect, it } from 'vitest';
import { parseBootWords } from '../../../src/boot/boot-words.ts';
import { loginLines, readTerminals } from '../../../src/boot/consoles.ts';
import { recordingSystem } from '../../support/recording-system.ts';

function linesOf(cmdline: string, present: string, active = '') {
  const names = (text: string) => text.split(' ').filter((name) => name !== '');
  return loginLines(parseBootWords(cmdline).consoles, {
    present: new Set(names(present)),
    active: names(active),
  });
}

const onScreen = [
  'tty1::respawn:/sbin/agetty --noclear tty1 linux',
  'tty2::respawn:/sbin/agetty --noclear tty2 linux',
];

describe('logins', () => {
  it('are on two screens, whatever the command line says', () => {
    expect(linesOf('', 'tty1 tty2 ttyS0')).toEqual(onScreen);
    expect(linesOf('console=tty0 console=tty1', 'tty1 tty2')).toEqual(onScreen);
  });

  it.each([
    {
      when: 'a speed is given',
      cmdline: 'console=ttyS0,9600n8',
      line: 'ttyS0::respawn:/sbin/agetty --local-line 9600 ttyS0 vt220',
    },
    {
      when: 'no speed is given',
      cmdline: 'console=ttyS0',
      line: 'ttyS0::respawn:/sbin/agetty --local-line --keep-baud 115200,38400,9600 ttyS0 vt220',
    },
    {
      when: 'the port is named twice',
      cmdline: 'console=ttyS0,9600 console=ttyS0,57600',
      line: 'ttyS0::respawn:/sbin/agetty --local-line 57600 ttyS0 vt220',
    },
    {
      when: 'only firmware has named the port',
      cmdline: '',
      line: 'ttyS0::respawn:/sbin/agetty --local-line --keep-baud 115200,38400,9600 ttyS0 vt220',
    },
  ])('have one line for a serial port when $when', ({ cmdline, line }) => {
    expect(linesOf(cmdline, 'ttyS0', 'ttyS0')).toEqual([line]);
  });

  it('are on every port of the command line, also on those the kernel itself does not write to', () => {
    const ports = linesOf('console=ttyS1,57600 console=ttyS0,115200', 'ttyS0 ttyS1', 'ttyS0');

    expect(ports.map((line) => line.split(':')[0])).toEqual(['ttyS0', 'ttyS1']);
  });

  it('are not on a port that is not there', () => {
    expect(linesOf('console=ttyS0,115200 console=null', '')).toEqual([]);
  });
});

describe('the terminals of a machine', () => {
  const { files } = recordingSystem({
    files: {
      '/dev/tty1': { other: true },
      '/dev/ttyS0': { other: true },
      '/dev/ttyS1': { other: true },
      '/dev/hvc0': { other: true },
      '/sys/class/tty/ttyS0/type': '4\n',
      '/sys/class/tty/ttyS1/type': '0\n',
      '/sys/class/tty/console/active': 'tty0 ttyS0\n',
    },
  });

  it('are those behind which there is a port: the kernel makes nodes for absent ones as well', () => {
    expect([...readTerminals(files).present]).toEqual(['hvc0', 'tty1', 'ttyS0']);
  });

  it('include those the kernel writes to', () => {
    expect(readTerminals(files).active).toEqual(['tty0', 'ttyS0']);
  });
});
