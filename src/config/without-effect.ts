import type { MapNode } from '../lib/tree.ts';
import type { ProblemList } from './problems.ts';

/** Keys that cloud-init users know and that cannot be done here: nobody may think that they were. */
const withoutEffect: Readonly<Record<string, string>> = {
  packages: 'nothing is installed, the system is immutable: run it as a container instead',
};

export function warnWithoutEffect({ entries }: MapNode, problems: ProblemList): void {
  for (const [key, message] of Object.entries(withoutEffect)) {
    const node = entries.get(key);
    if (node?.kind === 'list' && node.items.length > 0) {
      problems.add('warning', node.origin, key, message);
    }
  }
}
