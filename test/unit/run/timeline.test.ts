import { describe, expect, it } from 'vitest';
import type { Mark } from '../../../src/run/boot-marks.ts';
import type { PhaseReport } from '../../../src/run/report.ts';
import { timelineOf } from '../../../src/run/timeline.ts';
import { phaseReport } from '../../support/phase-report.ts';

const mark = (atMs: number, kind: Mark['kind'], name: string): Mark => ({ atMs, kind, name });

const boot = phaseReport({
  phase: 'boot',
  startedUptimeMs: 5200,
  durationMs: 309,
  preparedMs: 20,
});

const initrd = [
  mark(1500, 'begin', 'initrd'),
  mark(1600, 'begin', 'k3os init'),
  mark(2000, 'end', 'k3os init'),
  mark(2100, 'end', 'initrd'),
];
const udev = [mark(3000, 'begin', 'udev'), mark(4000, 'end', 'udev')];

/** `  NAME START+DURATION`, indented as deep as it is nested. */
function drawn(marks: readonly Mark[], reports: readonly PhaseReport[] = []): string[] {
  return timelineOf(marks, reports).map(
    ({ name, depth, start, duration }) => `${'  '.repeat(depth)}${name} ${start}+${duration}`,
  );
}

describe('the timeline', () => {
  it('begins with the kernel, and nests jobs in their stage', () => {
    expect(drawn([...initrd, ...udev])).toEqual([
      'kernel 0+1500',
      'initrd 1500+600',
      '  k3os init 1600+400',
      'services 2100+1900',
      '  udev 3000+1000',
    ]);
  });

  it('has no kernel and no initrd in a sandbox', () => {
    expect(drawn(udev)).toEqual(['services 3000+1000', '  udev 3000+1000']);
  });

  it('nests a phase in the service that ran it, though the kernel counts in hundredths', () => {
    const service = [mark(5000, 'begin', 'k3os-boot'), mark(5500, 'end', 'k3os-boot')];

    expect(drawn(service, [boot])).toEqual([
      'services 5000+500',
      '  k3os-boot 5000+500',
      '    boot 5200+309',
      '      read and plan 5200+20',
    ]);
  });

  it('does not nest what only overlaps', () => {
    const other = [mark(3500, 'begin', 'sshd'), mark(4500, 'end', 'sshd')];

    expect(drawn([...udev, ...other])).toEqual([
      'services 3000+1500',
      '  udev 3000+1000',
      '  sshd 3500+1000',
    ]);
  });

  it('counts the first start of a service only', () => {
    const again = [mark(90_000, 'begin', 'udev'), mark(95_000, 'end', 'udev')];

    expect(drawn([...udev, ...again])).toEqual(drawn(udev));
  });

  it('shows a moment and a service that came to no end without a length', () => {
    expect(drawn([mark(3000, 'begin', 'udev'), mark(3100, 'at', 'k3s starts')])).toEqual([
      'services 3000+100',
      '  udev 3000+0',
      '  k3s starts 3100+0',
    ]);
  });
});
