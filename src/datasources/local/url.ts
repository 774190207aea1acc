import { OperationError } from '../../errors.ts';
import { fillTemplate } from '../../facts/machine-facts.ts';
import { digest } from '../../lib/digest.ts';
import { doubtOf, parsePinned } from '../../lib/pinned-url.ts';
import { shownUrl } from '../../lib/url.ts';
import type { DataSource } from '../data-source.ts';
import { refuseWebPages, textOf } from '../documents/documents.ts';
import { requestFollowing } from '../http/request-following.ts';
import { hasText } from './first-medium.ts';

/** `url=URL`: user-data of a server that a person has named; the URL may have facts of the machine in it, and a digest behind it. */
export const url: DataSource = {
  name: 'url',
  provider: 'url',
  argument: 'URL',
  isFar: true,
  needs: 'network',
  matches: () => false,

  async fetch({ http, files }, argument) {
    const pinned = parsePinned(fillTemplate(argument, files, 'the address'));
    // The digest is that of the file, which a server may well hold packed.
    const answer = await requestFollowing(http, pinned.url, { keepsPacked: true });
    const content = answer?.body;
    if (content === undefined || !hasText(content)) {
      throw new OperationError(
        `${shownUrl(pinned.url)} ${content === undefined ? 'is not there' : 'is empty'}`,
      );
    }
    const found = digest(content);
    if (pinned.sha256 !== undefined && found !== pinned.sha256) {
      throw new OperationError(`${shownUrl(pinned.url)}: sha256 is ${found}, not ${pinned.sha256}`);
    }
    return { 'user-data': content, doubt: Buffer.from(doubtOf(pinned) ?? '') };
  },

  parse(documents) {
    refuseWebPages(documents);
    const doubt = textOf(documents, 'doubt');
    return { userdata: documents['user-data'], notices: doubt === undefined ? [] : [doubt] };
  },
};
