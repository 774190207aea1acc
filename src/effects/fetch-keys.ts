import { dirname } from 'node:path';
import { OperationError, reasonOf } from '../errors.ts';
import {
  managedKeys,
  parseFetchedKeys,
  parseKeyCache,
  renderAuthorizedKeys,
  renderKeyCache,
} from '../lib/authorized-keys.ts';
import { shownUrl } from '../lib/url.ts';
import type { FetchKeysAction, KeySource } from './action.ts';
import { resolveOwner } from './owner.ts';
import type { System } from './system.ts';

const limits = { deadlineMs: 15_000, maxBytes: 1024 * 1024 };

/** All sources at once. A source that fails keeps the keys it gave last time: access never shrinks by a fault. */
export async function fetchKeys(action: FetchKeysAction, system: System): Promise<void> {
  const { sources, bootId, keys, path, owner } = action;
  const { files } = system;
  const answers = await Promise.allSettled(
    sources.map((source) => fetchSource(source, bootId, system)),
  );

  const fetched = sources.map((source, index) => {
    const answer = answers[index];
    return answer?.status === 'fulfilled' ? answer.value : cachedKeys(source, system);
  });
  requireFolder(dirname(path), system);
  const present = files.read(path)?.toString() ?? '';
  // A source that never told its keys: those of before may be the only way in.
  const before = fetched.some(({ length }) => length === 0) ? managedKeys(present) : [];
  const wanted = renderAuthorizedKeys(present, [...keys, ...fetched.flat(), ...before]);
  if (wanted !== present) {
    files.writeAtomically(path, wanted, { mode: 0o600, ...resolveOwner(files, owner) });
  }

  const failures = answers.filter((answer) => answer.status === 'rejected');
  if (failures.length > 0) {
    throw new OperationError(failures.map(({ reason }) => reasonOf(reason)).join('; '));
  }
}

async function fetchSource(
  { spec, url, cache }: KeySource,
  bootId: string,
  system: System,
): Promise<string[]> {
  const { status, body } = await system.fetch(url, limits);
  if (status !== 200) {
    throw new OperationError(`no ssh keys of ${spec}: ${shownUrl(url)} answered ${status}`);
  }

  const keys = parseFetchedKeys(body.toString());
  if (keys.length === 0) {
    throw new OperationError(`no ssh keys of ${spec}: the answer of ${shownUrl(url)} holds none`);
  }
  system.files.writeAtomically(cache, renderKeyCache(spec, { bootId, keys }), { mode: 0o600 });
  return keys;
}

/** Root must not write where a link of the user leads. */
function requireFolder(path: string, { files }: System): void {
  const kind = files.status(path)?.kind ?? 'directory';
  if (kind !== 'directory') {
    throw new OperationError(`${path} is no folder: no keys are written`);
  }
}

function cachedKeys({ cache }: KeySource, { files }: System): readonly string[] {
  return parseKeyCache(files.read(cache)?.toString() ?? '').keys;
}
