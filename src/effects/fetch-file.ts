import { OperationError } from '../errors.ts';
import { shownUrl } from '../lib/url.ts';
import type { FetchFileAction } from './action.ts';
import { resolveOwner } from './owner.ts';
import type { System } from './system.ts';

const limits = { deadlineMs: 60_000, maxBytes: 16 * 1024 * 1024 };

/** Only a 200 becomes the file; whatever was there before stays otherwise. */
export async function fetchFile(action: FetchFileAction, { fetch, files }: System): Promise<void> {
  const { url, headers, path, mode, owner } = action;
  const { status, body } = await fetch(url, { ...limits, headers });
  if (status !== 200) {
    throw new OperationError(
      `cannot fetch ${shownUrl(url)} for ${path}: the server answered ${status}`,
    );
  }

  files.writeAtomically(path, body, { mode, ...resolveOwner(files, owner) });
}
