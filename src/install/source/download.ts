import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { shownUrl } from '../../lib/url.ts';

interface Download {
  readonly url: string;
  readonly target: string;
  /** As curl takes them: `=https,http`. */
  readonly protocols: string;
  readonly deadlineMs: number;
  readonly maxBytes?: number;
}

/** Into a file, by curl: for what is too large for memory, and for protocols that nothing else here knows. */
export async function download(
  system: System,
  { url, target, protocols, deadlineMs, maxBytes }: Download,
): Promise<void> {
  const { status, timedOut, stderr } = await system.exec(
    [
      ...['curl', '--fail', '--silent', '--show-error', '--location', '--retry', '5'],
      ...['--proto', protocols, '--proto-redir', '=https', '--output', target],
      ...(maxBytes === undefined ? [] : ['--max-filesize', String(maxBytes)]),
      ...['--config', '-'],
    ],
    // Arguments can be seen by everybody, and a URL may have a password in it.
    { timeoutMs: deadlineMs, stdin: `url = "${url.replace(/["\\]/g, '\\$&')}"\n` },
  );
  if (status !== 0 || timedOut) {
    const reason = timedOut ? `it takes more than ${deadlineMs / 1000} s` : stderr.trim();
    throw new OperationError(`cannot fetch ${shownUrl(url)}: ${reason || `status ${status}`}`);
  }
}
