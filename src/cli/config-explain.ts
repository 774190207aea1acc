import { explainAll, explainValue } from '../config/explain.ts';
import { hasFields, rootField } from '../config/field-tree.ts';
import { canonicalPath, writtenPath } from '../config/names.ts';
import { suggestKey } from '../config/suggest.ts';
import { exitCodes, UsageError } from '../errors.ts';
import type { Command } from './command.ts';
import { readWhole } from './read-whole.ts';

export const configExplain: Command = {
  name: 'explain',
  summary: 'show values, the file and line they come from, and what they overrode',
  arguments: '[key]',
  options: [{ flags: '--show-secrets', description: 'do not mask secrets' }],

  async run({ args, options, system, print }) {
    const loaded = readWhole(system);
    const shown = { showSecrets: options.showSecrets === true };
    const [key] = args;
    if (key === undefined) {
      print(explainAll(loaded, shown).join('\n'));
      return exitCodes.ok;
    }

    // Most keys are below k3os.
    const path = canonicalPath(key) ?? canonicalPath(`k3os.${key}`);
    if (path === undefined) {
      throw new UsageError(unknownKey(key));
    }
    const lines = explainValue(loaded, path, shown);
    print(lines.length === 0 ? `${writtenPath(path)}: no source sets it` : lines.join('\n'));
    return exitCodes.ok;
  },
};

function unknownKey(key: string): string {
  const dot = key.lastIndexOf('.');
  const parent = canonicalPath(key.slice(0, Math.max(dot, 0)));
  const structure = parent?.reduce<typeof rootField | undefined>((field, step) => {
    const next = field?.fields.get(String(step));
    return hasFields(next) ? next : undefined;
  }, rootField);
  const meant =
    structure === undefined || parent === undefined
      ? undefined
      : suggestKey(structure, parent, key.slice(dot + 1));
  return `unknown key ${key}${meant === undefined ? '' : `, did you mean ${meant}?`}`;
}
