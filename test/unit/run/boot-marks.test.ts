import { describe, expect, it } from 'vitest';
import { markOnce, readMarks } from '../../../src/run/boot-marks.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const path = '/run/k3os/timeline';

function given(timeline: string, uptime = '61.25 100.00\n') {
  return recordingSystem({ files: { [path]: timeline, '/proc/uptime': uptime } });
}

describe('the marks of a boot', () => {
  it('are a time, a kind and a name each', () => {
    expect(readMarks(given('1.20 begin initrd\n3.45 at k3s starts\n').files)).toEqual([
      { atMs: 1200, kind: 'begin', name: 'initrd' },
      { atMs: 3450, kind: 'at', name: 'k3s starts' },
    ]);
  });

  it.each([
    { when: 'a line was cut off', text: '1.20 begin initrd\n1.3' },
    { when: 'a line has no name', text: '1.20 begin initrd\n1.30 begin \n' },
    { when: 'a line is not ours', text: 'hello\n1.20 begin initrd\n' },
  ])('are the rest when $when', ({ text }) => {
    expect(readMarks(given(text).files)).toEqual([{ atMs: 1200, kind: 'begin', name: 'initrd' }]);
  });

  it('are none where nothing was written', () => {
    expect(readMarks(recordingSystem().files)).toEqual([]);
  });

  it('hold a moment only once, however often it comes', () => {
    const system = given('1.20 begin initrd\n');
    markOnce(system.files, 'k3s starts');
    markOnce(system.files, 'k3s starts');

    expect(system.text(path)).toBe('1.20 begin initrd\n61.25 at k3s starts\n');
  });
});
