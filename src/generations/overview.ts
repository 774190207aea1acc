import { renderTable } from '../lib/table.ts';
import type { BootState } from './boot-state.ts';
import { readFailure } from './outcomes.ts';
import { type Store, versionsOf } from './places.ts';
import { type GenerationOnDisk, listGenerations, readBootState } from './read-generations.ts';
import type { ComponentName } from './record.ts';

export interface GenerationRow {
  readonly number: number;
  /** `booted`, `good`, `previous`, `trial`, `failed`; none: to be removed with the next clean-up. */
  readonly roles: readonly string[];
  readonly versions: Partial<Record<ComponentName, string>>;
  readonly created?: string;
  readonly origin?: string;
  /** Why it was given up, or why it cannot be used. */
  readonly problem?: string;
}

export interface Overview extends BootState {
  readonly booted?: number;
  readonly generations: readonly GenerationRow[];
  /** What is wrong with what the boot loader goes by; the next change writes it anew. */
  readonly damage: readonly string[];
}

export function readOverview(store: Store, booted: number | undefined): Overview {
  const { state, damage } = readBootState(store);
  return {
    ...(booted === undefined ? {} : { booted }),
    ...state,
    generations: listGenerations(store).map((found) => rowOf(store, found, { ...state, booted })),
    damage,
  };
}

function rowOf(
  store: Store,
  { number, record, problem }: GenerationOnDisk,
  state: BootState & { readonly booted: number | undefined },
): GenerationRow {
  const roles = (['booted', 'good', 'previous', 'trial', 'failed'] as const).filter(
    (role) => state[role] === number,
  );
  const why =
    problem ?? (state.failed === number ? readFailure(store.system.files, number) : undefined);
  return {
    number,
    roles,
    versions: record === undefined ? {} : versionsOf(record),
    ...(record === undefined ? {} : { created: record.created, origin: record.origin }),
    ...(why === undefined ? {} : { problem: why }),
  };
}

export function renderOverview({ generations, tries, trial, booted, damage }: Overview): string {
  const rows = generations.map(({ number, roles, versions, created, problem }) => [
    String(number),
    roles.map((role) => (role === 'trial' ? `trial, ${triesLeft(tries)}` : role)).join(', ') || '-',
    versions.k3os ?? '-',
    versions.k3s ?? '-',
    versions.kernel ?? '-',
    created?.slice(0, 16).replace('T', ' ') ?? '-',
    problem ?? '',
  ]);
  const next =
    trial !== undefined && trial !== booted
      ? [`generation ${trial} is tried at the next start`]
      : [];
  return [
    renderTable([['GENERATION', 'IS', 'K3OS', 'K3S', 'KERNEL', 'CREATED (UTC)', ''], ...rows], {
      right: [0],
    }),
    ...next,
    ...damage.map((line) => `warning: ${line}`),
  ].join('\n');
}

function triesLeft(tries = 0): string {
  return `${tries} ${tries === 1 ? 'try' : 'tries'} left`;
}
