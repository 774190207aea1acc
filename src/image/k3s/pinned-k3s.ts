import { OperationError } from '../../errors.ts';
import type { Profile } from '../build/profile.ts';

/** Where the release of config/image.json is, with its digest: `URL#sha256`. The digest comes from the release's own list. */
export async function pinnedK3s({ k3s }: Profile, architecture: string): Promise<string> {
  const release = `${k3s.releases}/${encodeURIComponent(k3s.version)}`;
  const name = architecture === 'amd64' ? 'k3s' : `k3s-${architecture}`;
  const list = `${release}/sha256sum-${architecture}.txt`;
  const advice = `no k3s was named, and the release ${k3s.version} cannot be had; name one: --k3s PATH or --k3s URL#SHA256, or none: --k3s none`;
  const response = await fetch(list).catch((cause: unknown) => {
    throw new OperationError(`cannot fetch ${list}: ${advice}`, { cause });
  });
  if (!response.ok) {
    throw new OperationError(`cannot fetch ${list}: HTTP ${response.status}: ${advice}`);
  }
  return `${release}/${name}#${digestOf(await response.text(), name, list)}`;
}

/** Lines of sha256sum(1): digest, blanks, name. */
export function digestOf(sums: string, name: string, list: string): string {
  const digest = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === name)?.[0];
  if (digest === undefined || !/^[0-9a-f]{64}$/.test(digest)) {
    throw new OperationError(`${list} has no digest of ${name}`);
  }
  return digest;
}
