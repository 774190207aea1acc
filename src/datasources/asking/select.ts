import type { DataSource } from '../data-source.ts';
import type { Platform } from '../machine/platform.ts';
import { registry } from '../registry.ts';

/** A source that is asked, and how sure it is that it is there. */
export interface Candidate {
  readonly source: DataSource;
  readonly argument: string;
  /** The machine says so itself. */
  readonly matches: boolean;
}

export interface Selection {
  /** In the order in which they count. */
  readonly candidates: readonly Candidate[];
  /** Words of `k3os.data_sources` that mean nothing. */
  readonly unknown: readonly string[];
}

/**
 * Who is asked. What is named is asked, whatever the machine says; `auto` are those that the machine itself says it belongs to.
 * Pure.
 * @param wanted `k3os.data_sources`
 * @param isAtHome on an installed node, which has learned who it is: a medium that somebody plugs in then means nothing to `auto`
 */
export function selectSources(
  wanted: readonly string[],
  platform: Platform,
  isAtHome: boolean,
): Selection {
  const unknown: string[] = [];
  const candidates = wanted.flatMap((word): Candidate[] => {
    if (word === 'auto') {
      return found(platform, isAtHome);
    }
    const source = sourceNamed(nameOf(word));
    const argument = word.slice(nameOf(word).length + 1);
    if (source === undefined || (source.argument === undefined) !== (argument === '')) {
      unknown.push(word);
      return [];
    }
    return [{ source, argument, matches: source.matches(platform) }];
  });
  return { candidates: candidates.filter(isFirst), unknown };
}

/** Of a word of `k3os.data_sources`, which may have more behind an equals sign. */
export function nameOf(word: string): string {
  return word.replace(/=.*$/s, '');
}

export function sourceNamed(name: string): DataSource | undefined {
  return registry.find((source) => source.name === name || source.aliases?.includes(name));
}

function found(platform: Platform, isAtHome: boolean): Candidate[] {
  return registry
    .filter(({ argument }) => argument === undefined)
    .filter(({ isMedium }) => !(isMedium && isAtHome))
    .filter((source) => source.matches(platform))
    .map((source) => ({ source, argument: '', matches: true }));
}

/** A name may be in the list, and be found as well. */
function isFirst(each: Candidate, index: number, all: readonly Candidate[]): boolean {
  const same = ({ source, argument }: Candidate) =>
    source === each.source && argument === each.argument;
  return all.findIndex(same) === index;
}
