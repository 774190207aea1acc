import type { Action, Owner } from '../effects/action.ts';
import { reasonOf } from '../errors.ts';
import { digest, digestOf } from '../lib/digest.ts';
import type { Applier, Plan, PlanContext } from './applier.ts';
import { isAsWanted } from './ensure.ts';
import { decodeContent } from './file-content.ts';
import { type FileEntry, modeOf, ownerOf, pathOf, refusal } from './file-entry.ts';
import { located, originAt, placeOf } from './origin.ts';

interface Numbered {
  readonly entry: FileEntry;
  readonly index: number;
  readonly path: string;
}

/**
 * A file is written in the first phase that knows it and again only when its definition changed: what a command
 * made of it in between stays. The ledger holds the definition, also of files that were already as wanted.
 */
export const writeFiles: Applier = {
  id: 'write-files',

  needs({ writeFiles: entries = [] }) {
    return { files: entries.map(pathOf) };
  },

  plan({ writeFiles: entries = [] }, context) {
    const numbered = entries.map((entry, index) => ({ entry, index, path: pathOf(entry) }));
    const last = lastWholeFiles(numbered);
    const isReplaced = ({ path, index }: Numbered) => index < (last.get(path) ?? 0);
    const due = numbered.filter(
      (file) => file.entry.path !== undefined && !isReplaced(file) && isDue(file.entry, context),
    );

    const plans = due.map((file) => planSafely(file, context));
    return {
      actions: plans.flatMap(({ actions }) => actions),
      problems: plans.flatMap(({ problems = [] }) => problems),
      satisfied: plans.flatMap(({ satisfied = [] }) => satisfied),
      notices: numbered
        .filter(isReplaced)
        .map(({ index, path }) => replacedBy(index, path, last, context)),
    };
  },
};

/** k3OS wrote one after the other, so the last one of a path counts; what is appended after it is added. */
function lastWholeFiles(files: readonly Numbered[]): ReadonlyMap<string, number> {
  const whole = files.filter(({ entry }) => entry.append !== true);
  return new Map(whole.map(({ path, index }) => [path, index]));
}

function replacedBy(
  index: number,
  path: string,
  last: ReadonlyMap<string, number>,
  context: PlanContext,
): string {
  const by = placeOf(context, ['writeFiles', last.get(path) ?? 0]);
  const message = `write_files: ${path} is given again${by === undefined ? '' : ` at ${by}`}, which replaces this`;
  return located(context, ['writeFiles', index], message);
}

/** What is deferred waits for the accounts of the last phase, what is fetched for the network. */
function isDue({ defer, source }: FileEntry, { phase }: PlanContext): boolean {
  return phase === 'runtime' || (defer !== true && source?.uri === undefined);
}

function planSafely(file: Numbered, context: PlanContext): Plan {
  const { index, path } = file;
  const problem = (reason: string): Plan => {
    const message = `write_files: ${path}: ${reason}`;
    return { actions: [], problems: [located(context, ['writeFiles', index], message)] };
  };

  const reason = refusal(path, context.facts.file(path));
  if (reason !== undefined) {
    return problem(reason);
  }
  try {
    return planFile(file, context);
  } catch (error) {
    return problem(`content ${reasonOf(error)}`);
  }
}

function planFile({ entry, index, path }: Numbered, context: PlanContext): Plan {
  const owner = ownerOf(entry);
  const mode = modeOf(entry);
  const common = {
    path,
    mode,
    ...(owner === undefined ? {} : { owner }),
    ...originAt(context, ['writeFiles', index]),
  };
  if (entry.source?.uri !== undefined) {
    return planFetched(entry, common, context);
  }

  const content = decodeContent(entry.content ?? '', entry.encoding);
  // What only its owner may read is not shown in a diff either.
  const secret = (mode & 0o077) === 0 ? { secret: true } : {};
  const file = { ...common, content, ...secret };
  return entry.append === true ? planAppended(file, context) : planWhole(file, context);
}

interface Common {
  readonly path: string;
  readonly mode: number;
  readonly owner?: Owner;
  readonly origin?: string;
}

interface WithContent extends Common {
  readonly content: Buffer;
}

function planWhole(file: WithContent, { facts }: PlanContext): Plan {
  const { path, content, mode, owner } = file;
  const value = digestOf(digest(content), mode, owner?.user, owner?.group);
  const record = { key: `write:${path}`, value };
  if (facts.ledger.get(record.key) === record.value) {
    return { actions: [] };
  }

  const isThere = isAsWanted(facts, {
    path,
    content,
    mode,
    ...(owner === undefined ? {} : { owner }),
  });
  return isThere ? { actions: [], satisfied: [record] } : { actions: [write({ ...file, record })] };
}

/** Once is enough on a file that outlives the boot, so text that is in the file already is not added again. */
function planAppended(file: WithContent, { facts }: PlanContext): Plan {
  const { path, content } = file;
  const record = { key: `append:${path}:${digest(content)}`, value: 'done' };
  if (facts.ledger.has(record.key)) {
    return { actions: [] };
  }

  const isThere = facts.file(path)?.content?.includes(content) ?? false;
  return isThere
    ? { actions: [], satisfied: [record] }
    : { actions: [write({ ...file, record, append: true })] };
}

function write(file: Omit<Extract<Action, { kind: 'write' }>, 'kind'>): Action {
  return { kind: 'write', ...file };
}

function planFetched({ source }: FileEntry, common: Common, { facts }: PlanContext): Plan {
  const url = source?.uri ?? '';
  const headers = source?.headers ?? {};
  const value = digestOf(url, headers, common.mode, common.owner?.user, common.owner?.group);
  const record = { key: `fetch:${common.path}`, value };
  return facts.ledger.get(record.key) === value
    ? { actions: [] }
    : { actions: [{ kind: 'fetch-file', url, headers, ...common, record }] };
}
