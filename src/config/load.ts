import { isNull, type MapNode, type Node, nodeAt, type Parsed, type Path } from '../lib/tree.ts';
import { fieldAt, rootField } from './field-tree.ts';
import { merge } from './merge.ts';
import { normalise } from './normalise.ts';
import { plainOf } from './plain.ts';
import type { Origin, Problem } from './problem.ts';
import { ProblemList } from './problems.ts';
import type { NodeConfig } from './schema.ts';
import { secretValues } from './secrets.ts';
import { withSourceLines } from './source-lines.ts';
import { parseSource, type SourceText } from './source-text.ts';
import { validate } from './validate.ts';
import { warnWithoutEffect } from './without-effect.ts';

/** What all sources together say, and where each value came from. */
export interface LoadedConfig {
  /** Only values that can be used. What appliers see. */
  readonly config: NodeConfig;
  /** Every value of the right type, usable or not: what `--dump` shows. */
  readonly merged: NodeConfig;
  /** Sorted by file and line. */
  readonly problems: readonly Problem[];
  /** In the order in which they were merged. */
  readonly sources: readonly SourceState[];
  /** Canonical path, `['k3os', 'sysctls', 'net.ipv4.ip_forward']`; undefined when nothing set it. */
  originOf(path: readonly (string | number)[]): Origin | undefined;
  /** Everything that was ever said of a canonical path, in the order of the sources; the last one counts. */
  history(path: readonly (string | number)[]): readonly Mention[];
}

export interface SourceState extends SourceText {
  /** It could not be used as a whole. */
  readonly broken: boolean;
}

/** One source's word on a value. */
export interface Mention {
  readonly origin: Origin;
  /** Plain value, undefined when the source cleared it. */
  readonly value: unknown;
  /** Written with `+`. */
  readonly adds: boolean;
}

export interface LoadOptions {
  /** Default `warning`: at boot an unknown key must not make a node degraded. */
  readonly unknownKeys?: 'warning' | 'error';
}

/** Parses, merges and checks. Pure: the same texts always give the same answer. */
export function loadConfig(
  sources: readonly SourceText[],
  options: LoadOptions = {},
): LoadedConfig {
  return loadParsed(sources.map(parsedSource), options);
}

export interface ParsedSource extends SourceText {
  readonly parsed: Parsed;
}

export function parsedSource(source: SourceText): ParsedSource {
  return { ...source, parsed: parseSource(source) };
}

/** As loadConfig, for texts that have been parsed already. */
export function loadParsed(
  sources: readonly ParsedSource[],
  { unknownKeys = 'warning' }: LoadOptions = {},
): LoadedConfig {
  const problems = new ProblemList();
  const layers: MapNode[] = [];
  const states: SourceState[] = [];
  for (const { parsed, ...source } of sources) {
    problems.addAll(parsed.problems);
    states.push({ ...source, broken: parsed.broken });
    if (parsed.root?.kind === 'map') {
      layers.push(normalise(parsed.root, { problems, unknownKeys }));
    }
  }

  const { merged, usable } = validate(merge(layers, problems), problems);
  warnWithoutEffect(usable, problems);
  return {
    config: plain(usable),
    merged: plain(merged),
    problems: withSourceLines(problems.sorted(), sources, secretValues(plain(merged))),
    sources: states,
    originOf: (path) => (nodeAt(usable, path) ?? nodeAt(merged, path))?.origin,
    history: (path) => withoutIdle(layers.flatMap((layer) => mentionsIn(layer, path))),
  };
}

/** All problems of a configuration with those that further checks found, sorted, lines shown. */
export function withProblems(loaded: LoadedConfig, found: readonly Problem[]): readonly Problem[] {
  const problems = new ProblemList();
  problems.addAll(loaded.problems);
  problems.addAll(found);
  return withSourceLines(problems.sorted(), loaded.sources, secretValues(loaded.merged));
}

function plain(tree: MapNode): NodeConfig {
  return plainOf(tree, rootField) as NodeConfig;
}

/** Clearing what nobody had set is not worth telling. */
function withoutIdle(mentions: readonly Mention[]): Mention[] {
  const first = mentions.findIndex(({ value }) => value !== undefined);
  return first === -1 ? [] : mentions.slice(first);
}

/** A parent that was cleared, or a map that was replaced, speaks for everything that was in it. */
function mentionsIn(node: Node | undefined, path: Path, depth = 0, adds = false): Mention[] {
  if (node === undefined) {
    return [];
  }
  if (depth === path.length || isNull(node)) {
    return [{ origin: node.origin, value: plainOf(node, undefined) ?? undefined, adds }];
  }

  const step = path[depth] ?? '';
  if (node.kind === 'list') {
    return mentionsIn(node.items[Number(step)], path, depth + 1, adds);
  }
  if (node.kind === 'scalar') {
    return [];
  }
  const set = node.entries.get(String(step));
  const added = node.additions?.get(String(step));
  if (set === undefined && !adds && fieldAt(path.slice(0, depth))?.kind === 'text-map') {
    return [{ origin: node.origin, value: undefined, adds }];
  }
  return [...mentionsIn(set, path, depth + 1, adds), ...mentionsIn(added, path, depth + 1, true)];
}
