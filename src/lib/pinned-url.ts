import { shownUrl } from './url.ts';

export interface Pinned {
  readonly url: string;
  readonly sha256: string | undefined;
}

/** `URL#SHA256`. */
export function parsePinned(written: string): Pinned {
  const [, url = written, sha256] = /^(.*)#(?:sha256[-:=])?([0-9a-fA-F]{64})$/.exec(written) ?? [];
  return { url, sha256: sha256?.toLowerCase() };
}

/** Undefined when nobody on the way could have changed it unseen. */
export function doubtOf({ url, sha256 }: Pinned): string | undefined {
  const isOpen = url.startsWith('http:') || url.startsWith('tftp:');
  return isOpen && sha256 === undefined
    ? `warning: ${shownUrl(url)} is fetched over an open protocol without a digest: ANYBODY ON THE NETWORK CAN CHANGE IT; use https, or URL#SHA256`
    : undefined;
}
