import { exitCodes, OperationError } from '../errors.ts';
import { readMarks } from '../run/boot-marks.ts';
import { drawTimeline } from '../run/draw-timeline.ts';
import { readReports } from '../run/report.ts';
import { renderTimeline } from '../run/show-timeline.ts';
import { type Span, timelineOf } from '../run/timeline.ts';
import type { Command, CommandInput } from './command.ts';

export const analyze: Command = {
  name: 'analyze',
  summary: 'show what took how long in this boot, from the start of the kernel to that of k3s',
  options: [
    {
      flags: '--svg [file]',
      description: 'draw it (SVG, for any browser) into the file, or print the picture',
    },
  ],

  async run(input) {
    const { system, options, print } = input;
    const spans = timelineOf(readMarks(system.files), readReports(system.files));
    if (spans.length === 0) {
      throw new OperationError('no phase has run since power-on: nothing to analyze');
    }

    if (options.svg === undefined) {
      print(renderTimeline(spans));
    } else {
      draw(spans, options.svg, input);
    }
    return exitCodes.ok;
  },
};

function draw(
  spans: readonly Span[],
  file: string | boolean,
  { print, writeLocalFile }: CommandInput,
): void {
  const picture = drawTimeline(spans);
  if (typeof file === 'string') {
    writeLocalFile(file, `${picture}\n`);
  } else {
    print(picture);
  }
}
