import { isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import type { Origin, Problem } from '../../config/problem.ts';
import { decodeBase64 } from '../base64.ts';
import { forbiddenKeys, listNode, type MapNode, type Node, type ScalarNode } from '../tree.ts';
import { Anchors } from './anchors.ts';
import { pastedFault, plainValue } from './scalar.ts';
import { maxDepth, Unusable } from './unusable.ts';
import { writtenTwice } from './written-twice.ts';

/** Turns the parser's nodes into ours. */
export class TreeBuilder {
  readonly problems: Problem[] = [];
  readonly #originAt: (offset: number) => Origin;
  readonly #anchors = new Anchors();
  #nodes = 0;

  constructor(originAt: (offset: number) => Origin) {
    this.#originAt = originAt;
  }

  /** @param key path so far, for messages */
  build(source: unknown, key: string, depth: number, origin: Origin): Node {
    if (depth > maxDepth) {
      throw new Unusable(`is nested deeper than ${maxDepth} levels`, origin);
    }

    const before = this.#nodes;
    this.#nodes += 1;
    const node = this.#convert(source, key, depth, origin);
    const anchor = (source as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined && !isAlias(source)) {
      this.#anchors.add(anchor, { node, size: this.#nodes - before });
    }
    return node;
  }

  #convert(source: unknown, key: string, depth: number, origin: Origin): Node {
    if (isAlias(source)) {
      const { node, size } = this.#anchors.expand(source.source, depth, origin);
      this.#nodes += size;
      return node;
    }
    if (isMap(source)) {
      this.#checkTag(source.tag, ['map'], key, origin);
      return this.#map(source, key, depth, origin);
    }
    if (isSeq(source)) {
      this.#checkTag(source.tag, ['seq'], key, origin);
      return listNode(
        source.items.map((item, index) =>
          this.build(item, `${key}[${index}]`, depth + 1, this.#originOf(item, origin)),
        ),
        origin,
      );
    }
    return isScalar(source) ? this.#scalar(source, key, origin) : nothing(origin);
  }

  #originOf(item: unknown, fallback: Origin): Origin {
    const offset = (item as { range?: readonly number[] } | null)?.range?.[0];
    return offset === undefined ? fallback : this.#originAt(offset);
  }

  #map(source: YAMLMap, key: string, depth: number, origin: Origin): MapNode {
    const entries = new Map<string, Node>();
    const merged: Node[] = [];
    for (const pair of source.items) {
      const keyOrigin = this.#originOf(pair.key, origin);
      const name = this.#keyName(pair.key, key, keyOrigin);
      if (name === undefined) {
        continue;
      }

      const path = key === '' ? name : `${key}.${name}`;
      const node = this.build(pair.value, path, depth + 1, keyOrigin);
      if (isScalar(pair.key) && name === '<<' && pair.key.type === 'PLAIN') {
        merged.push(...this.#merged(node, path));
        continue;
      }
      this.#warnTwice(entries.get(name), path, keyOrigin);
      entries.set(name, node);
    }
    return { kind: 'map', entries: withDefaults(entries, merged), origin };
  }

  #keyName(source: unknown, key: string, origin: Origin): string | undefined {
    if (!isScalar(source)) {
      this.#problem('error', origin, key, 'a list or map cannot be a key');
      return undefined;
    }
    const name = String(source.value ?? '');
    if (forbiddenKeys.has(name)) {
      this.#problem('error', origin, key === '' ? name : `${key}.${name}`, 'is no allowed key');
      return undefined;
    }
    if (source.type === 'PLAIN') {
      this.#warnPasted(name, key, origin);
    }
    return name;
  }

  #merged(node: Node, path: string): readonly Node[] {
    const maps = node.kind === 'list' ? node.items : [node];
    if (maps.some((map) => map.kind !== 'map')) {
      this.#problem('error', node.origin, path, 'must be a map or a list of maps');
    }
    return maps;
  }

  #scalar({ source = '', type, tag, value }: Scalar, key: string, origin: Origin): ScalarNode {
    const text = String(value ?? '');
    const scalar = { kind: 'scalar', written: text, origin } as const;
    const short = tag?.replace('tag:yaml.org,2002:', '');
    if (short === 'binary') {
      const bytes = decodeBase64(text);
      if (bytes === undefined) {
        this.#problem('error', origin, key, 'is marked !!binary but is no base64');
      }
      return { ...scalar, value: bytes ?? null };
    }
    if (!this.#checkTag(tag, ['str', 'int', 'float', 'bool', 'null', 'timestamp'], key, origin)) {
      return { ...scalar, value: null };
    }

    if (type === 'PLAIN') {
      this.#warnPasted(text, key, origin);
    }
    const plain = type === 'PLAIN' && (tag === undefined || short === 'bool' || short === 'null');
    return { ...scalar, value: plain ? plainValue(source) : text };
  }

  #checkTag(
    tag: string | undefined,
    known: readonly string[],
    key: string,
    origin: Origin,
  ): boolean {
    const short = tag?.replace('tag:yaml.org,2002:', '!!');
    const good =
      short === undefined || short === '!' || known.some((name) => short === `!!${name}`);
    if (!good) {
      const advice = 'put it in quotes if it is a text that begins with !';
      this.#problem('error', origin, key, `has a tag that is not supported: ${advice}`);
    }
    return good;
  }

  #warnPasted(text: string, key: string, origin: Origin): void {
    const fault = pastedFault(text);
    if (fault !== undefined) {
      this.#problem('warning', origin, key, fault);
    }
  }

  #warnTwice(earlier: Node | undefined, path: string, origin: Origin): void {
    if (earlier !== undefined) {
      this.#problem('warning', origin, path, writtenTwice(earlier, origin));
    }
  }

  #problem(severity: Problem['severity'], origin: Origin, key: string, message: string): void {
    this.problems.push({ severity, ...origin, ...(key === '' ? {} : { key }), message });
  }
}

/** What `<<` brings in: never over a key that is written out, the first map wins. */
function withDefaults(entries: Map<string, Node>, merged: readonly Node[]): Map<string, Node> {
  for (const map of merged) {
    for (const [name, node] of map.kind === 'map' ? map.entries : []) {
      if (!entries.has(name)) {
        entries.set(name, node);
      }
    }
  }
  return entries;
}

function nothing(origin: Origin): ScalarNode {
  return { kind: 'scalar', value: null, written: '', origin };
}
