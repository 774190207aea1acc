import { shellQuote } from '../lib/shell-quote.ts';
import {
  isNull,
  listNode,
  type MapNode,
  mapNode,
  type Node,
  type Path,
  textNode,
} from '../lib/tree.ts';

/**
 * What cloud-init writes in another form than we do. Keys that mean the same under the same name need no
 * row: they are fields of the schema marked `from: 'cloud-init'`.
 */

/** Top-level keys that are one of ours under another name: written → canonical path. */
export const renames: Readonly<Record<string, Path>> = {
  password: ['k3os', 'password'],
};

/** Canonical path (indexes left out) → its value in our form. What a row does not know stays as it is. */
export const reshapes: Readonly<Record<string, (node: Node) => Node>> = {
  initCmd: commands,
  bootCmd: commands,
  runCmd: commands,
  users: accounts,
  'users.sudo': falseIsNone,
  'users.groups': groupList,
  'powerState.condition': command,
  mounts: mountRows,
  packages: packageNames,
  writeFiles: binaryContents,
  chpasswd: passwordList,
};

/** `[echo, a b]` → `echo 'a b'`: cloud-init runs an argument list without a shell. */
function commands(node: Node): Node {
  return node.kind === 'list' ? { ...node, items: node.items.map(command) } : node;
}

function command(node: Node): Node {
  if (node.kind !== 'list' || !node.items.every(({ kind }) => kind === 'scalar')) {
    return node;
  }
  const words = node.items.map((word) => shellQuote(word.kind === 'scalar' ? word.written : ''));
  return textNode(words.join(' '), node.origin);
}

/** `[default, {name: bob}]`, `bob`, `bob, alice` or `{bob: {…}}` → a list of maps with a name. */
function accounts(node: Node): Node {
  if (node.kind === 'map') {
    const items = [...node.entries].map(([name, entry]) => named(name, entry));
    return listNode(items, node.origin);
  }

  const items = node.kind === 'list' ? node.items : isNull(node) ? [] : [node];
  return listNode(items.flatMap(account), node.origin);
}

function account(node: Node): Node[] {
  if (node.kind !== 'scalar' || node.value === null) {
    return [node];
  }
  const names = node.written.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '').map((name) => named(name, node));
}

function named(name: string, entry: Node): MapNode {
  const given = entry.kind === 'map' ? [...entry.entries] : [];
  return mapNode([['name', textNode(name, entry.origin)], ...given], entry.origin);
}

/** `sudo: false` means no rules, not a rule called false. */
function falseIsNone(node: Node): Node {
  return node.kind === 'scalar' && node.value === false ? listNode([], node.origin) : node;
}

/** `groups: a, b` → two groups. */
function groupList(node: Node): Node {
  if (node.kind !== 'scalar' || isNull(node)) {
    return node;
  }
  const names = node.written.split(',').map((name) => name.trim());
  return listNode(
    names.filter((name) => name !== '').map((name) => textNode(name, node.origin)),
    node.origin,
  );
}

/** A row may be given as one text (`swap`) or with nulls for defaults; an empty one says nothing. */
function mountRows(node: Node): Node {
  if (node.kind !== 'list') {
    return node;
  }
  const items = node.items
    .filter((row) => !isNull(row))
    .map((row) => (row.kind === 'scalar' ? listNode([row], row.origin) : row));
  return { ...node, items };
}

/** `[nginx, [libpython, "3.0"], {snap: [lxd]}]` → the names: none can be installed, all are told. */
function packageNames(node: Node): Node {
  return node.kind === 'list'
    ? { ...node, items: node.items.flatMap((item) => packageName(item)) }
    : node;
}

function packageName(node: Node): readonly Node[] {
  if (node.kind === 'list') {
    return node.items.slice(0, 1);
  }
  return node.kind === 'map'
    ? [...node.entries.values()].flatMap((names) =>
        names.kind === 'list' ? names.items.flatMap(packageName) : [names],
      )
    : [node];
}

/** `list` of `user:password`, lines or items → `users`. What is none stays, and is told as not supported. */
function passwordList(node: Node): Node {
  const list = node.kind === 'map' ? node.entries.get('list') : undefined;
  const users = node.kind === 'map' ? node.entries.get('users') : undefined;
  if (node.kind !== 'map' || list === undefined || (users !== undefined && users.kind !== 'list')) {
    return node;
  }

  const lines = linesOf(list);
  const entries = lines.map(passwordEntry);
  const others = lines.filter((_, index) => entries[index] === undefined);
  const given = entries.filter((entry) => entry !== undefined);
  const kept = [...node.entries].filter(([key]) => key !== 'list' && key !== 'users');
  const all = listNode([...(users?.items ?? []), ...given], users?.origin ?? list.origin);
  const rest = others.length === 0 ? [] : [['list', listNode(others, list.origin)] as const];
  return mapNode([...kept, ['users', all], ...rest], node.origin);
}

function linesOf(list: Node): readonly Node[] {
  if (list.kind !== 'scalar') {
    return list.kind === 'list' ? list.items : [list];
  }
  const lines = list.written.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => textNode(line, list.origin));
}

/** A random password would be shown on the console at every boot: nobody could rely on it. */
function passwordEntry(node: Node): Node | undefined {
  const line = node.kind === 'scalar' ? node.written : '';
  const [, name = '', password = ''] = /^([^:]+):(.+)$/.exec(line) ?? [];
  if (name === '' || password === 'R' || password === 'RANDOM') {
    return undefined;
  }
  const text = (value: string) => textNode(value, node.origin);
  const type = text(password.startsWith('$') ? 'hash' : 'text');
  return mapNode(
    [
      ['name', text(name)],
      ['password', text(password)],
      ['type', type],
    ],
    node.origin,
  );
}

/** Bytes of `!!binary` that are no text travel as base64, which the writer of the file undoes. */
function binaryContents(node: Node): Node {
  return node.kind === 'list' ? { ...node, items: node.items.map(binaryContent) } : node;
}

const encodedAs: Readonly<Record<string, string>> = { '': 'b64', gz: 'gz+b64', gzip: 'gz+b64' };

function binaryContent(node: Node): Node {
  if (node.kind !== 'map') {
    return node;
  }

  const content = node.entries.get('content');
  const bytes = content?.kind === 'scalar' ? content.value : undefined;
  if (content === undefined || !Buffer.isBuffer(bytes) || isText(bytes)) {
    return node;
  }
  const encoding = node.entries.get('encoding');
  const given = encoding?.kind === 'scalar' ? encoding.written : '';
  return mapNode(
    [
      ...node.entries,
      ['content', textNode(bytes.toString('base64'), content.origin)],
      ['encoding', textNode(encodedAs[given] ?? given, encoding?.origin ?? content.origin)],
    ],
    node.origin,
  );
}

function isText(bytes: Buffer): boolean {
  return Buffer.compare(Buffer.from(bytes.toString()), bytes) === 0;
}
