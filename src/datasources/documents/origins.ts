import { reasonOf } from '../../errors.ts';
import { shownUrl } from '../../lib/url.ts';
import type { MetadataHttp } from '../http/metadata-http.ts';
import { DocumentError, type Documents } from './documents.ts';

export interface Origins {
  readonly http: MetadataHttp;
  /** One line; where a document makes no sense, with the address at which it can be looked at. */
  reasonOf(error: unknown, documents: Documents): string;
}

/** Remembers which answer came from where, which the documents that are made of them do not say. */
export function withOrigins(http: MetadataHttp): Origins {
  const urls = new Map<Buffer, string>();

  return {
    http: {
      async request(url, options) {
        const answer = await http.request(url, options);
        if (answer !== undefined) {
          urls.set(answer.body, url);
        }
        return answer;
      },
    },

    reasonOf(error, documents) {
      const reason = reasonOf(error);
      if (!(error instanceof DocumentError)) {
        return reason;
      }
      const content = error.content ?? documents[error.document];
      const url = content === undefined ? undefined : urls.get(content);
      return url === undefined ? reason : `${reason} (${shownUrl(url)})`;
    },
  };
}
