import { managedBlock, outsideManagedBlock, withManagedBlock } from './managed-block.ts';

/** More keys than this from one place is an error or an attack, not a person. */
const mostKeys = 1000;

/** How many fields the blob of each type has, the type itself being the first. */
const fieldsOf = new Map([
  ['ssh-ed25519', 2],
  ['ssh-rsa', 3],
  ['ecdsa-sha2-nistp256', 3],
  ['ecdsa-sha2-nistp384', 3],
  ['ecdsa-sha2-nistp521', 3],
  ['sk-ssh-ed25519@openssh.com', 3],
  ['sk-ecdsa-sha2-nistp256@openssh.com', 4],
]);
/** Servers take it no more. */
const retired = new Map([['ssh-dss', 5]]);

/**
 * `type base64 comment` of a line, without the options before it (`command="…"`): what a server sends must not
 * decide what runs at login. Undefined when no key is in it. The blob repeats its type, which tells a key from
 * a word that looks like one (RFC 4253, 6.6).
 */
export function publicKeyOf(line: string): string | undefined {
  const words = line.trim().split(/[ \t]+/);
  const at = words.findIndex((word) => fieldsOf.has(word));
  const [type = '', blob = '', ...comment] = at === -1 ? [] : words.slice(at);
  if (!isWholeKey(type, blob) || /\p{Cc}/u.test(line.replaceAll('\t', ''))) {
    return undefined;
  }
  return [type, blob, ...comment].join(' ');
}

/** A key that was cut short while it was copied has too few fields, or a last one that is too short. */
export function isWholeKey(type: string, blob: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) {
    return false;
  }

  const fields = fieldsIn(Buffer.from(blob, 'base64'));
  const wanted = fieldsOf.get(type) ?? retired.get(type);
  return fields?.[0]?.toString('latin1') === type && fields.length === wanted;
}

/** Each with its length before it (RFC 4251, 5); undefined when they do not fill the bytes. */
function fieldsIn(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) {
      return undefined;
    }
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** Of a web server's answer: only lines that are keys, in their order, each once. Empty means that it was none. */
export function parseFetchedKeys(body: string): string[] {
  const keys = body
    .split(/\r\n|\n|\r/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .map((line) => publicKeyOf(line.trim()))
    .filter((key) => key !== undefined);
  return unique(keys).slice(0, mostKeys);
}

export interface KeyCache {
  /** Boot in which the keys were fetched. */
  readonly bootId: string;
  readonly keys: readonly string[];
}

export function renderKeyCache(spec: string, { bootId, keys }: KeyCache): string {
  return `${[`# ${spec.replace(/[\r\n]/g, ' ')}`, `# boot ${bootId}`, ...keys].join('\n')}\n`;
}

/** A damaged cache gives the keys that can be read in it. */
export function parseKeyCache(text: string): KeyCache {
  return { bootId: /^# boot (\S+)$/m.exec(text)?.[1] ?? '', keys: parseFetchedKeys(text) };
}

/**
 * The authorized_keys file: keys of the configuration in a block of their own, and what a person added
 * besides them untouched. A key that k3OS once appended moves into the block, so that it can be taken away.
 */
export function renderAuthorizedKeys(existing: string, keys: readonly string[]): string {
  const managed = new Set(keys.map(identityOf));
  const others = outsideManagedBlock(existing).filter((line) => !managed.has(identityOf(line)));
  return withManagedBlock(others.join('\n'), unique(keys.map((key) => key.trim())));
}

/** Keys of an earlier configuration. */
export function managedKeys(existing: string): string[] {
  return managedBlock(existing);
}

/** The same key with another comment or with options is the same key; a line without a key is itself. */
function identityOf(line: string): string {
  return publicKeyOf(line)?.split(' ').slice(0, 2).join(' ') ?? line;
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
