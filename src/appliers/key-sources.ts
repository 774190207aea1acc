import type { KeySource } from '../effects/action.ts';
import { digest } from '../lib/digest.ts';

const builtIn: Readonly<Record<string, string>> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
};

/** Names that may stand before the colon of `NAME:USER`. */
export function providerNames(providers: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys({ ...builtIn, ...providers });
}

export interface SortedKeys {
  /** Public key lines. */
  readonly local: readonly string[];
  readonly remote: readonly KeySource[];
  /** `NAME:USER` with a NAME nobody explained. */
  readonly unknown: readonly string[];
}

/** Tells `ssh-ed25519 AAAA…` from `github:alice` and `https://host/keys`. */
export function sortKeys(
  entries: readonly string[],
  providers: Readonly<Record<string, string>> = {},
): SortedKeys {
  const local: string[] = [];
  const remote: KeySource[] = [];
  const unknown: string[] = [];

  for (const entry of entries) {
    if (!isRemote(entry)) {
      local.push(entry);
      continue;
    }
    const url = urlOf(entry, providers);
    if (url === undefined) {
      unknown.push(entry);
    } else {
      remote.push({ spec: entry, url, cache: cachePath(url) });
    }
  }
  return { local, remote, unknown };
}

/** By the address, so that a provider whose base changes does not answer with the keys of the old one. */
function cachePath(url: string): string {
  return `/var/lib/rancher/k3os/keys/${digest(url).slice(0, 32)}`;
}

function isRemote(entry: string): boolean {
  return /^[a-z]+:\S+$/.test(entry);
}

function urlOf(entry: string, providers: Readonly<Record<string, string>>): string | undefined {
  if (/^https?:\/\//.test(entry)) {
    return entry;
  }

  const [name = '', user = ''] = entry.split(':');
  const known = new Map(Object.entries({ ...builtIn, ...providers }));
  const base = known.get(name)?.replace(/\/+$/, '');
  return base === undefined ? undefined : `${base}/${encodeURIComponent(user)}.keys`;
}
