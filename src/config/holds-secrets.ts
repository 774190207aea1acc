import { loadConfig } from './load.ts';
import type { NodeConfig } from './schema.ts';
import { maskConfig } from './secrets.ts';
import type { SourceText } from './source-text.ts';

/** Whether texts of configuration say something that not everybody may read. */
export function holdsSecrets(texts: readonly SourceText[]): boolean {
  const { merged, sources } = loadConfig(texts);
  // Nobody knows what is in one that cannot be read.
  const unknown = sources.some(({ broken }) => broken);
  return unknown || hasMasked(merged) || hasClosedFile(merged);
}

function hasMasked(config: NodeConfig): boolean {
  return JSON.stringify(maskConfig(config)) !== JSON.stringify(config);
}

/** A file that others may not read on the node, they may not read before either. */
function hasClosedFile({ writeFiles = [] }: NodeConfig): boolean {
  return writeFiles.some(
    ({ permissions = '0644' }) => (Number.parseInt(permissions, 8) & 0o004) === 0,
  );
}
