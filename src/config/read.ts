import type { System } from '../effects/system.ts';
import { readSources } from '../sources/index.ts';
import { lastGoodCopy, saveCopies } from './last-good.ts';
import {
  type LoadedConfig,
  type LoadOptions,
  loadParsed,
  type ParsedSource,
  parsedSource,
} from './load.ts';
import type { SourceText } from './source-text.ts';

/**
 * The configuration of the machine. A source that is broken now but worked before is replaced by its last
 * good copy, and that is said. Reads only.
 */
export function readConfig(system: System, options: LoadOptions = {}): LoadedConfig {
  const sources = readSources(system).map((source) => parseOrSubstitute(system, source));
  return loadParsed(sources, options);
}

/** To be called when the configuration has been applied: what works now is worth keeping. */
export function saveLastGood(system: System, { sources }: LoadedConfig): void {
  saveCopies(system, sources);
}

function parseOrSubstitute(system: System, source: SourceText): ParsedSource {
  const present = parsedSource(source);
  const { broken, problems } = present.parsed;
  const copy = broken ? lastGoodCopy(system, source) : undefined;
  if (copy === undefined) {
    return present;
  }

  const faults = problems.filter(({ severity }) => severity === 'error');
  const notes = faults.map(({ severity, line = 1, message }) => ({ severity, line, message }));
  const message = 'the last good copy of this file is used instead';
  return parsedSource({
    ...copy,
    lastGood: true,
    notes: [...notes, { severity: 'warning', message }],
  });
}
