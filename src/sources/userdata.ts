import { readFile, type Source } from './source.ts';
import { splitUserdata } from './userdata-kinds.ts';

/** What the user gave to the cloud or put on a medium. */
export const userdata: Source = {
  id: 'userdata',
  read: (system) =>
    readFile(system, '/run/config/userdata', 'yaml').flatMap((text) =>
      text.format === 'unreadable' ? text : splitUserdata(Buffer.from(text.content), text.file),
    ),
};
