import type { NodeConfig } from '../config/schema.ts';
import { parseFlags, valuesOf } from '../k3s/flags.ts';
import { ManifestRecord, planManifests } from '../k3s/manifests.ts';
import { paths } from '../k3s/paths.ts';
import { launchOf } from '../k3s/role.ts';
import type { Applier } from './applier.ts';

/**
 * The manifests which the image brings, on servers. In order: the record says what was written,
 * so it is written last.
 */
export const k3sManifests: Applier = {
  id: 'k3s-manifests',
  actions: 'in-order',

  needs: (config) => ({
    files: [paths.manifestRecord],
    trees: [paths.shippedManifests, folderOf(config)],
  }),

  plan(config, { facts }) {
    if (launchOf(config).role !== 'server' || facts.mode === 'install' || facts.mode === 'shell') {
      return { actions: [] };
    }

    const folder = folderOf(config);
    const record = parseRecord(facts.file(paths.manifestRecord)?.content);
    const plan = planManifests({
      shipped: facts.tree(paths.shippedManifests),
      present: facts.tree(folder),
      record,
      folder,
    });
    const content = render(plan.record);

    return content === render(record)
      ? plan
      : {
          ...plan,
          actions: [
            ...plan.actions,
            { kind: 'write', path: paths.manifestRecord, content, mode: 0o600 },
          ],
        };
  },
};

function folderOf(config: NodeConfig): string {
  const { flags } = parseFlags(launchOf(config).words);
  const dataDir = valuesOf(flags, 'data-dir').at(-1);
  return `${dataDir?.startsWith('/') ? dataDir : paths.dataDir}/server/manifests`;
}

/** A damaged record is the same as none: what is there then counts as the user's own. */
function parseRecord(content: Buffer | undefined): ManifestRecord {
  try {
    return ManifestRecord.parse(JSON.parse(content?.toString() ?? ''));
  } catch {
    return {};
  }
}

function render(record: ManifestRecord): string {
  const sorted = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}
