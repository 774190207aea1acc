import { z } from 'zod';
import type { Action } from '../effects/action.ts';
import type { FileFact } from '../facts/facts.ts';
import { digest } from '../lib/digest.ts';

type Tree = ReadonlyMap<string, FileFact>;

/** Hash of each manifest as we last put it there, by its path below the manifest folder. */
export const ManifestRecord = z.record(z.string(), z.string());
export type ManifestRecord = z.infer<typeof ManifestRecord>;

export interface ManifestState {
  /** What the image brings. */
  readonly shipped: Tree;
  /** What is there now. */
  readonly present: Tree;
  readonly record: ManifestRecord;
  /** Folder that k3s reads. */
  readonly folder: string;
}

export interface ManifestPlan {
  readonly actions: readonly Action[];
  readonly record: ManifestRecord;
  readonly notices: readonly string[];
}

/**
 * Brings the image's manifests where k3s applies them. A file that the user wrote, edited, removed or
 * marked with `.skip` stays as it is: only what still has the content that we once wrote is ours to change.
 */
export function planManifests(state: ManifestState): ManifestPlan {
  const plan = { actions: [] as Action[], record: {} as ManifestRecord, notices: [] as string[] };

  for (const [path, { kind, content }] of state.shipped) {
    if (kind !== 'file' || content === undefined) {
      continue;
    }

    const { action, hash, notice } = planOne(path, content, state);
    plan.actions.push(...(action === undefined ? [] : [action]));
    plan.notices.push(...(notice === undefined ? [] : [notice]));
    if (hash !== undefined) {
      plan.record[path] = hash;
    }
  }

  plan.actions.push(...noLongerShipped(state));
  return plan;
}

interface One {
  readonly action?: Action;
  /** Undefined: not ours, not recorded. */
  readonly hash?: string | undefined;
  readonly notice?: string;
}

function planOne(path: string, content: Buffer, state: ManifestState): One {
  const target = `${state.folder}/${path}`;
  const recorded = state.record[path];
  const hash = digest(content);
  const there = state.present.get(path);

  if (there === undefined) {
    const unwanted = recorded !== undefined || state.present.has(`${path}.skip`);
    return unwanted
      ? { hash: recorded }
      : { hash, action: { kind: 'write', path: target, content, mode: 0o600 } };
  }

  const found = there.content === undefined ? undefined : digest(there.content);
  if (found === hash) {
    return { hash };
  }
  if (found !== undefined && found === recorded) {
    const why = 'newer manifest in the image';
    return { hash, action: { kind: 'write', path: target, content, mode: 0o600, why } };
  }
  return { hash: recorded, notice: `${target}: edited by hand, the image's own is not used` };
}

function noLongerShipped({ record, shipped, present, folder }: ManifestState): Action[] {
  return Object.entries(record)
    .filter(([path]) => !shipped.has(path))
    .filter(([path, hash]) => {
      const content = present.get(path)?.content;
      return content !== undefined && digest(content) === hash;
    })
    .map(([path]) => ({
      kind: 'remove',
      path: `${folder}/${path}`,
      why: 'no longer part of the image',
    }));
}
