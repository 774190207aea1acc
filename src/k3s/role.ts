import type { NodeConfig } from '../config/schema.ts';
import type { Role } from './flag-table.ts';
import { toWords, type Word, type Words } from './words.ts';

/** What `k3s_args` and `server_url` say k3s is to be. */
export interface Launch extends Words {
  /** Undefined: the first word is neither role nor flag. */
  readonly role: Role | undefined;
  /** The words behind the role. */
  readonly words: readonly Word[];
}

/**
 * The first word names the role. Without one a node that has a server to join is an agent,
 * any other node a server; `k3s_args: [--disable=traefik]` is understood.
 */
export function launchOf({ k3os }: NodeConfig): Launch {
  const { words, split, quoted } = toWords(k3os?.k3sArgs ?? []);
  const [first, ...rest] = words;

  if (first === undefined || first.text.startsWith('-')) {
    const joins = (k3os?.serverUrl ?? k3os?.environment?.K3S_URL ?? '') !== '';
    return { role: joins ? 'agent' : 'server', words, split, quoted };
  }

  const role = first.text === 'server' || first.text === 'agent' ? first.text : undefined;
  return { role, words: role === undefined ? words : rest, split, quoted };
}
