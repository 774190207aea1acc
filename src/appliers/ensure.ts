import type {
  DirectoryAction,
  LinkAction,
  Owner,
  RemoveAction,
  WriteAction,
} from '../effects/action.ts';
import type { Facts, FileFact } from '../facts/facts.ts';

type WantedFile = Omit<WriteAction, 'kind' | 'append'>;

/** Nothing when content, mode and owner are already so. */
export function ensureFile(facts: Facts, wanted: WantedFile): WriteAction[] {
  return isAsWanted(facts, wanted) ? [] : [{ kind: 'write', ...wanted }];
}

export function isAsWanted(
  facts: Facts,
  { path, content, mode, owner }: Pick<WantedFile, 'path' | 'content' | 'mode' | 'owner'>,
): boolean {
  const file = facts.file(path);
  return (
    file?.kind === 'file' &&
    file.mode === mode &&
    (file.content?.equals(Buffer.from(content)) ?? false) &&
    isOwnedBy(facts, file, owner)
  );
}

export function ensureDirectory(
  facts: Facts,
  wanted: Omit<DirectoryAction, 'kind'>,
): DirectoryAction[] {
  const { path, mode, owner } = wanted;
  const found = facts.file(path);
  const good = found?.kind === 'directory' && found.mode === mode && isOwnedBy(facts, found, owner);
  return good ? [] : [{ kind: 'directory', ...wanted }];
}

export function ensureLink(facts: Facts, wanted: Omit<LinkAction, 'kind'>): LinkAction[] {
  return facts.file(wanted.path)?.target === wanted.target ? [] : [{ kind: 'link', ...wanted }];
}

export function ensureAbsent(facts: Facts, wanted: Omit<RemoveAction, 'kind'>): RemoveAction[] {
  return facts.file(wanted.path) === undefined ? [] : [{ kind: 'remove', ...wanted }];
}

/** Text of a file, empty when it is absent. */
export function textOf(facts: Facts, path: string): string {
  return facts.file(path)?.content?.toString() ?? '';
}

/**
 * Without an owner the file belongs to root, which is what performing makes of it. Only under another root is
 * that not asked for: a tree unpacked by an ordinary user would otherwise never be as wanted.
 */
function isOwnedBy(facts: Facts, file: FileFact, owner: Owner | undefined): boolean {
  if (owner === undefined) {
    return !facts.live || (file.uid === 0 && file.gid === 0);
  }

  const user = facts.accounts.find(({ name, uid }) => isNamed(owner.user, name, uid));
  const group = facts.groups.find(({ name, gid }) => isNamed(owner.group, name, gid));
  const uid = owner.user ? (user?.uid ?? idOf(owner.user)) : 0;
  const gid = owner.group ? (group?.gid ?? idOf(owner.group)) : (user?.gid ?? 0);
  return file.uid === uid && file.gid === gid;
}

function isNamed(wanted: string | undefined, name: string, id: number): boolean {
  return wanted === name || wanted === String(id);
}

/** An account made by the same plan has no number yet: undefined, which no file is owned by. */
function idOf(name: string): number | undefined {
  return /^[0-9]+$/.test(name) ? Number(name) : undefined;
}
