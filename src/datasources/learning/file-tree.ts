/** A file that user-data asks for below /run/config. */
export interface TreeFile {
  /** `ssh/authorized_keys` */
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

export interface FileTree {
  readonly files: readonly TreeFile[];
  readonly notices: readonly string[];
}

interface Entry {
  readonly content?: unknown;
  readonly entries?: unknown;
  readonly perm?: unknown;
}

/** Deeper is an attack. */
const deepest = 16;

/**
 * User-data may be a JSON object of files, as LinuxKit and so k3OS had it: `{"ssh": {"entries": {"authorized_keys": {"content": "…"}}}}`.
 * Undefined for anything else. Names that lead elsewhere are left out, and said. Pure.
 */
export function fileTreeOf(userdata: Buffer): FileTree | undefined {
  const root = parseObject(userdata);
  if (root === undefined || !isFolder(root)) {
    return undefined;
  }
  const files: TreeFile[] = [];
  const notices: string[] = [];
  collect(root, '', { files, notices }, 0);
  return { files, notices };
}

function parseObject(userdata: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(userdata.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Configuration is JSON as well now and then; its values are no entries. */
function isFolder(folder: Record<string, unknown>): boolean {
  const entries = Object.values(folder);
  return entries.length > 0 && entries.every((entry) => isObject(entry) && isEntry(entry));
}

function isEntry({ content, entries }: Entry): boolean {
  return (typeof content === 'string') !== (isObject(entries) as boolean);
}

function collect(
  folder: Record<string, unknown>,
  above: string,
  into: { files: TreeFile[]; notices: string[] },
  depth: number,
): void {
  for (const [name, value] of Object.entries(folder)) {
    const path = above === '' ? name : `${above}/${name}`;
    const entry = value as Entry;
    if (!isPlainName(name) || depth > deepest) {
      into.notices.push(`user-data names a file ${JSON.stringify(path)}, which is left out`);
    } else if (!isObject(value) || !isEntry(entry)) {
      into.notices.push(`user-data: ${path} is neither a file nor a folder, and is left out`);
    } else if (typeof entry.content === 'string') {
      into.files.push({ path, content: entry.content, mode: modeOf(entry) });
    } else {
      collect(entry.entries as Record<string, unknown>, path, into, depth + 1);
    }
  }
}

function isPlainName(name: string): boolean {
  return /^[^/\0]+$/.test(name) && name !== '.' && name !== '..';
}

function modeOf({ perm }: Entry): number {
  return typeof perm === 'string' && /^0?[0-7]{3}$/.test(perm) ? Number.parseInt(perm, 8) : 0o644;
}
