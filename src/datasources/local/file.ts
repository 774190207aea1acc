import { OperationError } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import { contentOf, textOf } from '../documents/documents.ts';

const most = 1024 * 1024;

/** `file=PATH`: user-data that is on the machine. */
export const file: DataSource = {
  name: 'file',
  provider: 'file',
  argument: 'PATH',
  needs: 'nothing',
  matches: () => false,

  async fetch({ files }, path) {
    const content = files.read(path, most);
    if (content === undefined) {
      throw new OperationError(`${path}: there is no such file`);
    }
    return { content, path: Buffer.from(path) };
  },

  parse: (documents) => ({
    provider: textOf(documents, 'path'),
    userdata: contentOf(documents, 'content'),
  }),
};
