import { exitCodes, OperationError } from '../errors.ts';
import { readMarks } from '../run/boot-marks.ts';
import { readReports } from '../run/report.ts';
import { renderSvg, renderTimeline } from '../run/show-timeline.ts';
import { timelineOf } from '../run/timeline.ts';
import type { Command } from './command.ts';

export const analyze: Command = {
  name: 'analyze',
  summary: 'show what took how long in this boot',
  options: [{ flags: '--svg', description: 'print a picture (SVG) instead of a table' }],

  async run({ system, options, print }) {
    const spans = timelineOf(readMarks(system.files), readReports(system.files));
    if (spans.length === 0) {
      throw new OperationError('no phase has run since power-on: nothing to analyze');
    }

    print(options.svg === true ? renderSvg(spans).trimEnd() : renderTimeline(spans));
    return exitCodes.ok;
  },
};
