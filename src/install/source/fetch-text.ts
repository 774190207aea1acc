import type { System } from '../../effects/system.ts';
import { NodeError, OperationError } from '../../errors.ts';
import { nextRetryDelay } from '../../lib/backoff.ts';
import { digest } from '../../lib/digest.ts';
import type { Pinned } from '../../lib/pinned-url.ts';
import { shownUrl } from '../../lib/url.ts';
import { fetchTftp } from './fetch-tftp.ts';

const limits = { deadlineMs: 30_000, maxBytes: 1024 * 1024 };
/** A network that is still coming up, and a server that is busy, get some two minutes. */
const attempts = 8;

/** Content of a URL or file. @throws OperationError that says what is wrong with it */
export async function fetchText(system: System, pinned: Pinned): Promise<Buffer> {
  const { url, sha256 } = pinned;
  const content = isFile(url) ? readFile(system, url) : await fetchPatiently(system, url);
  const found = digest(content);
  if (sha256 !== undefined && found !== sha256) {
    throw new OperationError(`${shownUrl(url)}: sha256 is ${found}, not ${sha256}`);
  }
  if (content.toString().trim() === '') {
    throw new OperationError(`${shownUrl(url)} is empty`);
  }
  return content;
}

export function isFile(url: string): boolean {
  return url.startsWith('/') || url.startsWith('file:');
}

export function pathOf(url: string): string {
  return url.startsWith('file:') ? decodeURIComponent(new URL(url).pathname) : url;
}

function readFile({ files }: System, url: string): Buffer {
  const content = files.read(pathOf(url), limits.maxBytes);
  if (content === undefined) {
    throw new OperationError(`cannot read ${pathOf(url)}: there is no such file`);
  }
  return content;
}

async function fetchPatiently(system: System, url: string): Promise<Buffer> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetchOnce(system, url);
    } catch (error) {
      const isFinal = error instanceof HttpAnswer ? error.isFinal : !(error instanceof NodeError);
      if (isFinal || attempt + 1 === attempts) {
        throw error;
      }
      await system.clock.sleep(nextRetryDelay(attempt, Math.random()));
    }
  }
}

async function fetchOnce(system: System, url: string): Promise<Buffer> {
  if (url.startsWith('tftp:')) {
    return fetchTftp(system, url, limits);
  }
  const { status, body } = await system.fetch(url, limits);
  if (status !== 200) {
    throw new HttpAnswer(status, url);
  }
  return body;
}

class HttpAnswer extends OperationError {
  /** The server is well, and says no. */
  readonly isFinal: boolean;

  constructor(status: number, url: string) {
    super(`cannot fetch ${shownUrl(url)}: the server answered ${status}`);
    this.isFinal = status < 500 && status !== 408 && status !== 429;
  }
}
