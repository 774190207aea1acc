import { z } from 'zod';

/** What Google adds behind a key that it made itself. */
const Login = z.object({ expireOn: z.string() });

/**
 * Of `user:type key comment`; which user does not count, all of them may log in here. Those that Google made end at some time.
 * @param nowMs not a number where the time is unknown: then a key with an end is none
 */
export function readKeyLines(
  lines: readonly string[],
  nowMs: number,
): { readonly keys: readonly string[]; readonly notices: readonly string[] } {
  const read = lines.map((line) => readKeyLine(line, nowMs));
  return {
    keys: read.flatMap((each) => ('key' in each ? [each.key] : [])),
    notices: read.flatMap((each) => ('notice' in each ? [each.notice] : [])),
  };
}

function readKeyLine(
  line: string,
  nowMs: number,
): { readonly key: string } | { readonly notice: string } {
  const [, user, key] = /^([^:\s]+):\s*(\S.*)$/.exec(line) ?? [];
  if (user === undefined || key === undefined) {
    return { notice: `an SSH key is left out: no user before it: ${line.slice(0, 30)}` };
  }
  const login = /\sgoogle-ssh\s+(\{.*)$/.exec(key)?.[1];
  if (login !== undefined && !(endOf(login) > nowMs)) {
    return { notice: `an SSH key of ${user} is left out: its end has passed or cannot be read` };
  }
  return { key };
}

/** Not a number where it cannot be read: such a key is over. */
function endOf(login: string): number {
  try {
    const { data } = Login.safeParse(JSON.parse(login));
    // `+0000`, which Date does not promise to read, for `+00:00`.
    return Date.parse((data?.expireOn ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  } catch {
    return Number.NaN;
  }
}
