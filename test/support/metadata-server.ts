import { judgeAnswer, refusal, unpackedAnswer } from '../../src/datasources/http/answers.ts';
import type {
  MetadataAnswer,
  MetadataHttp,
  MetadataRequest,
} from '../../src/datasources/http/metadata-http.ts';

/** What the service says to one request. A text is the body of a 200. */
export type Reply =
  | string
  | Buffer
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
    };

/** By `GET http://169.254.169.254/latest/user-data`. One after the other, the last for ever; by a function where headers count. */
export type Routes = Readonly<
  Record<string, Reply | readonly Reply[] | ((request: MetadataRequest) => Reply)>
>;

export interface RecordedHttp extends MetadataHttp {
  /** `GET URL`, in their order, tries included. */
  readonly asked: readonly string[];
  readonly requests: readonly (MetadataRequest & { readonly url: string })[];
}

/**
 * A double of the client that sources are given: recorded answers instead of a network. It judges them as the real one does, and gives up
 * when the same bad answer comes for the tenth time, as the real one does when its time is over. What is not recorded is not there: 404.
 */
export function recordedHttp(routes: Routes): RecordedHttp {
  const asked: string[] = [];
  const requests: (MetadataRequest & { url: string })[] = [];
  const counts = new Map<string, number>();

  function replyTo(name: string, options: MetadataRequest): MetadataAnswer {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const route = routes[name] ?? { status: 404 };
    const reply =
      typeof route === 'function'
        ? route(options)
        : Array.isArray(route)
          ? (route as readonly Reply[])[Math.min(count, route.length - 1)]
          : (route as Reply);
    if (typeof reply === 'string' || Buffer.isBuffer(reply)) {
      return { status: 200, headers: {}, body: Buffer.from(reply as string) };
    }
    const { status = 200, headers = {}, body = '' } = reply as Exclude<Reply, string | Buffer>;
    return { status, headers, body: Buffer.from(body as string) };
  }

  return {
    asked,
    requests,
    async request(url, options = {}) {
      const name = `${options.method ?? 'GET'} ${url}`;
      requests.push({ ...options, url });
      for (let tries = 0; tries < (options.maxTries ?? 10); tries += 1) {
        asked.push(name);
        const answer = replyTo(name, options);
        const verdict = judgeAnswer(answer, options, new Date(0));
        if (verdict.kind === 'found') {
          return unpackedAnswer(url, answer, options);
        }
        if (verdict.kind === 'none') {
          return undefined;
        }
        if (verdict.kind === 'final') {
          throw refusal(url, verdict.reason);
        }
      }
      throw refusal(url, 'did not answer in time');
    },
  };
}
