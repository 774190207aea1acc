import { type KernelWord, parseKernelCmdline } from '../lib/kernel-cmdline.ts';
import {
  forbiddenKeys,
  listNode,
  type MapNode,
  type Node,
  type Parsed,
  textNode,
} from '../lib/tree.ts';
import { type Field, hasFields, rootField } from './field-tree.ts';
import { fieldNamed } from './names.ts';
import type { Origin } from './problem.ts';
import { ProblemList } from './problems.ts';
import { unknownKey } from './suggest.ts';

/** Read by the boot code, not part of the configuration. */
const bootWords = new Set([
  ...['k3os.mode', 'k3os.fallback_mode', 'k3os.medium', 'k3os.debug'],
  // Of the boot loader of an installed disk.
  ...['k3os.gen', 'k3os.state', 'k3os.trial'],
]);

/** A tree under construction. */
interface Draft {
  readonly entries: Map<string, Draft | Leaf>;
  readonly origin: Origin;
}

interface Leaf {
  readonly kind: Field['kind'];
  readonly nodes: Node[];
}

interface Target {
  readonly field: Field;
  readonly path: readonly string[];
}

interface Fault {
  readonly fault: string;
  /** The word may hold a secret. */
  readonly hidden: boolean;
}

/** The words of the kernel command line that are configuration; the kernel's own are passed over in silence. */
export function parseCmdline(content: Buffer | string, file: string): Parsed {
  const problems = new ProblemList();
  const root: Draft = { entries: new Map(), origin: { file, line: 1 } };
  for (const word of parseKernelCmdline(content.toString())) {
    const origin = { file, line: 1, column: word.column };
    const found = bootWords.has(word.key) ? undefined : locate(word);
    if (found === undefined) {
      continue;
    }

    const fault = 'fault' in found ? found : put(root, word, found, origin);
    if (fault !== undefined) {
      problems[fault.hidden ? 'addHidden' : 'add']('warning', origin, word.key, fault.fault);
    }
    if (isSecret(found)) {
      problems.add('notice', origin, word.key, everyoneReads);
    }
  }

  const empty = root.entries.size === 0;
  return { root: empty ? undefined : finish(root), broken: false, problems: problems.sorted() };
}

const everyoneReads = 'can be read by every process of the node on the kernel command line';

function isSecret(found: Target | Fault): boolean {
  return 'field' in found && found.field.meta.secret === true;
}

/** Which field a word sets; undefined for a word that is not ours. */
function locate({ path, key, bare }: KernelWord): Target | Fault | undefined {
  const [first = '', ...rest] = path;
  const top = fieldNamed(rootField, first);
  // cloud-init's names are too common: `swap=`, `timezone=` may be meant for the kernel or the initrd.
  if (
    top === undefined ||
    top.meta.from === 'cloud-init' ||
    (top.name !== 'k3os' && top.kind === 'text-map')
  ) {
    return undefined;
  }
  if (path.some((step) => forbiddenKeys.has(step))) {
    return { fault: 'is no allowed key, the word is ignored', hidden: true };
  }

  let field: Field = top;
  const canonical = [top.name];
  for (const [index, step] of rest.entries()) {
    if (field.kind === 'text-map') {
      return { field, path: [...canonical, rest.slice(index).join('.')] };
    }
    if (field.kind !== 'structure') {
      return { fault: 'has nothing below it, the word is ignored', hidden: true };
    }
    const next = fieldNamed(field, step);
    if (next === undefined) {
      const { message, hidden } = unknownKey(field, canonical, step);
      return { fault: message, hidden };
    }
    field = next;
    canonical.push(next.name);
  }

  return isSettable(field)
    ? { field, path: canonical }
    : { fault: notSettable(key, bare, field), hidden: false };
}

function isSettable(field: Field): boolean {
  return !hasFields(field) && field.kind !== 'text-map' && field.kind !== 'text-table';
}

function notSettable(key: string, bare: boolean, { kind }: Field): string {
  if (kind === 'structure' || kind === 'text-map') {
    const what = bare ? 'this word alone' : 'a value for all of it';
    return `${what} means nothing, write ${key}.KEY=VALUE; the word is ignored`;
  }
  return 'cannot be given on the kernel command line, the word is ignored';
}

/** Stores the word's value; the answer is what to warn of. */
function put(
  root: Draft,
  { value }: KernelWord,
  { field, path }: Target,
  origin: Origin,
): Fault | undefined {
  let draft = root;
  for (const step of path.slice(0, -1)) {
    const next = draft.entries.get(step) ?? { entries: new Map(), origin };
    if (!('entries' in next)) {
      return { fault: 'was given a value of its own before, the word is ignored', hidden: true };
    }
    draft.entries.set(step, next);
    draft = next;
  }

  const last = path.at(-1) ?? '';
  const leaf = draft.entries.get(last) ?? { kind: field.kind, nodes: [] };
  if ('entries' in leaf) {
    return { fault: 'has keys below it from an earlier word, this one is ignored', hidden: true };
  }
  leaf.nodes.push(textNode(value, origin));
  draft.entries.set(last, leaf);
  return leaf.nodes.length === 1 ? undefined : repeated(field);
}

function repeated({ kind, meta }: Field): Fault | undefined {
  if (kind === 'text-list') {
    return undefined;
  }
  const used = kind === 'text-map' ? 'first' : 'last';
  const fault = `is given more than once, the ${used} one is used`;
  return { fault, hidden: meta.secret === true };
}

function finish({ entries, origin }: Draft): MapNode {
  const finished = [...entries].map(
    ([key, entry]) => [key, 'entries' in entry ? finish(entry) : value(entry)] as const,
  );
  return { kind: 'map', entries: new Map(finished), origin };
}

function value({ kind, nodes }: Leaf): Node {
  const [first] = nodes as [Node];
  if (kind === 'text-list') {
    return listNode(nodes, first.origin);
  }
  return kind === 'text-map' ? first : (nodes.at(-1) ?? first);
}
