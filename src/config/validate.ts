import type { z } from 'zod';
import { type MapNode, type Node, nodeAt, type Path } from '../lib/tree.ts';
import { type Field, fieldAt, hasFields, rootField } from './field-tree.ts';
import { insideFault, typeFault } from './field-type.ts';
import { semanticIssue } from './fields.ts';
import { isBlank, plainOf } from './plain.ts';
import type { ProblemList } from './problems.ts';
import { NodeConfig } from './schema.ts';

export interface Validated {
  /** Without values of the wrong type. */
  readonly merged: MapNode;
  /** Without values that cannot be used, too. */
  readonly usable: MapNode;
}

/** Checks types, then meanings: what fails is left out with its problem told, the rest is kept. */
export function validate(tree: MapNode, problems: ProblemList): Validated {
  const issues = issuesOf(tree);
  const structural = issues.filter(({ code }) => code !== semanticIssue);
  const merged = leaveOut(tree, structural, problems);
  tellHidden(tree, issues, problems);

  // An empty item counts as absent: `k3os.modules=` on the kernel command line clears.
  const withoutBlanks = withoutBlankItems(merged, rootField);
  const semantic = issuesOf(withoutBlanks);
  return { merged, usable: leaveOut(withoutBlanks, semantic, problems) };
}

/** What else is wrong in entries that a wrong type has taken out already. */
function tellHidden(
  tree: MapNode,
  issues: readonly z.core.$ZodIssue[],
  problems: ProblemList,
): void {
  const keyOf = ({ path }: z.core.$ZodIssue) => JSON.stringify(droppedPath(path as Path));
  const structural = issues.filter(({ code }) => code !== semanticIssue);
  const dropped = new Set(structural.map(keyOf));
  for (const issue of issues) {
    if (issue.code === semanticIssue && dropped.has(keyOf(issue))) {
      const path = issue.path as Path;
      problems.add('error', originNear(tree, path), path, issue.message);
    }
  }
}

function issuesOf(tree: MapNode): readonly z.core.$ZodIssue[] {
  return NodeConfig.safeParse(plainOf(tree, rootField)).error?.issues ?? [];
}

function withoutBlankItems<N extends Node>(node: N, field: Field | undefined): N {
  if (node.kind === 'map' && hasFields(field)) {
    const entries = new Map(
      [...node.entries].map(([key, value]) => [
        key,
        withoutBlankItems(value, field.fields.get(key)),
      ]),
    );
    return { ...node, entries };
  }
  if (node.kind === 'list' && field?.kind === 'text-list') {
    return { ...node, items: node.items.filter((item) => !isBlank(item)) };
  }
  if (node.kind === 'list' && field?.kind === 'structure-list') {
    return { ...node, items: node.items.map((item) => withoutBlankItems(item, field)) };
  }
  return node;
}

function leaveOut(
  tree: MapNode,
  issues: readonly z.core.$ZodIssue[],
  problems: ProblemList,
): MapNode {
  const dropped = new Set<string>();
  for (const issue of issues) {
    const path = issue.path as Path;
    problems.add('error', originNear(tree, path), path, messageOf(issue, tree));
    dropped.add(JSON.stringify(droppedPath(path)));
  }
  return dropped.size === 0 ? tree : (without(tree, [], dropped) as MapNode);
}

/**
 * An entry of a list of structures goes as a whole (half a file is no file, nor is half a swap file one), but not for one bad item of
 * a list inside it: a user with one bad key still gets the good ones. Nor for a value whose loss the rest can bear.
 */
function droppedPath(path: Path): Path {
  if (path[0] === 'swap') {
    return ['swap'];
  }
  const field = fieldAt(path);
  const isSingle = field?.kind === 'text-list' || field?.kind === 'text-map';
  const isInList = isSingle && path.at(-1) !== field.name;
  return isInList || field?.meta.alone === true ? path : entryAround(path);
}

function entryAround(path: Path): Path {
  const at = path.findIndex((step, index) => {
    const kind = fieldAt(path.slice(0, index))?.kind;
    return typeof step === 'number' && (kind === 'text-table' || kind === 'structure-list');
  });
  return at === -1 ? path : path.slice(0, at + 1);
}

function without(node: Node, path: Path, dropped: ReadonlySet<string>): Node {
  const kept = ([key]: readonly [string | number, Node]) =>
    !dropped.has(JSON.stringify([...path, key]));
  if (node.kind === 'list') {
    const items = [...node.items.entries()]
      .filter(kept)
      .map(([index, item]) => without(item, [...path, index], dropped));
    return { ...node, items };
  }
  if (node.kind === 'map') {
    const entries = [...node.entries]
      .filter(kept)
      .map(([key, value]) => [key, without(value, [...path, key], dropped)] as const);
    return { ...node, entries: new Map(entries) };
  }
  return node;
}

function originNear(tree: MapNode, path: Path): Node['origin'] {
  for (let length = path.length; length > 0; length -= 1) {
    const node = nodeAt(tree, path.slice(0, length));
    if (node !== undefined) {
      return node.origin;
    }
  }
  return tree.origin;
}

function messageOf(issue: z.core.$ZodIssue, tree: MapNode): string {
  if (issue.code === semanticIssue) {
    return issue.message;
  }

  const path = issue.path as Path;
  const node = nodeAt(tree, path);
  const field = fieldAt(path);
  if (node === undefined || field === undefined) {
    return issue.message;
  }
  const inside = path.at(-1) !== field.name;
  return inside ? insideFault(node, field, path) : (typeFault(node, field) ?? issue.message);
}
