import { shownUrl } from '../lib/url.ts';
import type { Action, ActionKind, ActionOf } from './action.ts';

/** What an action does, in words for a console line; never a secret. */
export function describe(action: Action): string {
  const text = (descriptions[action.kind] as (action: Action) => string)(action);
  return action.why === undefined ? text : `${text} (${action.why})`;
}

const descriptions: { [K in ActionKind]: (action: ActionOf<K>) => string } = {
  write: ({ path }) => `write ${path}`,
  directory: ({ path }) => `make directory ${path}`,
  link: ({ path, target }) => `link ${path} to ${target}`,
  remove: ({ path }) => `remove ${path}`,
  sysctl: ({ key, value }) => `set ${key} = ${value}`,
  run: ({ argv }) => `run ${argv.join(' ')}`,
  command: ({ command }) => `run command: ${firstLine(command)}`,
  'fetch-keys': ({ sources }) => `fetch ssh keys of ${sources.map(({ spec }) => spec).join(', ')}`,
  'fetch-file': ({ url, path }) => `fetch ${shownUrl(url)} to ${path}`,
};

/** The file an action is about, for finding two owners of one path. */
export function pathOf(action: Action): string | undefined {
  return 'path' in action ? action.path : undefined;
}

function firstLine(text: string): string {
  const [line = '', ...more] = text.trim().split('\n');
  return more.length === 0 && line.length <= 100 ? line : `${line.slice(0, 100)} …`;
}
