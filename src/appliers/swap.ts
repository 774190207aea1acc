import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { byteSize } from '../lib/byte-size.ts';
import type { Applier } from './applier.ts';
import { ensureAbsent, textOf } from './ensure.ts';
import { located, originAt } from './origin.ts';

const defaultPath = '/var/swapfile';
const mostForAuto = 4 * 1024 ** 3;
const pageSize = 4096;

export const swap: Applier = {
  id: 'swap',
  actions: 'in-order',

  needs({ swap: wanted }) {
    return { files: ['/proc/swaps', '/proc/meminfo', wanted?.filename || defaultPath] };
  },

  plan({ swap: wanted }, context) {
    if (wanted === undefined) {
      return { actions: [] };
    }

    const { facts } = context;
    const path = wanted.filename || defaultPath;
    const size = sizeOf(wanted, facts);
    if (size === undefined) {
      return {
        actions: [],
        problems: [located(context, ['swap'], 'swap: size is missing or no size')],
      };
    }
    if (facts.mode === 'sandbox' && size > 0) {
      return { actions: [], notices: ['swap is left to the host: a sandbox shares its memory'] };
    }
    if (size === 0 || !facts.live || isActive(facts, path)) {
      return { actions: [] };
    }
    if ((facts.file(path)?.kind ?? 'file') !== 'file') {
      const problem = `swap: ${path} is there and no regular file`;
      return { actions: [], problems: [located(context, ['swap'], problem)] };
    }

    const origin = originAt(context, ['swap']);
    const actions = [...make(facts, path, size), { kind: 'run' as const, argv: ['swapon', path] }];
    return { actions: actions.map((action) => ({ ...action, ...origin })) };
  },
};

/** `auto` is the memory's size, at most 4 GiB: swap on a node is for surviving a peak, not for living on. */
function sizeOf(
  { size = '', maxsize }: NonNullable<NodeConfig['swap']>,
  facts: Facts,
): number | undefined {
  const limit = maxsize === undefined ? Number.POSITIVE_INFINITY : byteSize(maxsize);
  const wanted = size === 'auto' ? Math.min(memory(facts), mostForAuto) : byteSize(size);
  if (wanted === undefined || limit === undefined) {
    return undefined;
  }

  return Math.floor(Math.min(wanted, limit) / pageSize) * pageSize;
}

function memory(facts: Facts): number {
  const [, kibibytes = '0'] = /^MemTotal:\s+(\d+) kB$/m.exec(textOf(facts, '/proc/meminfo')) ?? [];
  return Number(kibibytes) * 1024;
}

function isActive(facts: Facts, path: string): boolean {
  return textOf(facts, '/proc/swaps')
    .split('\n')
    .some((line) => line.split(/\s+/)[0] === path);
}

/**
 * Made under another name: power may fail in between, and a file of the right size is taken for swap by later boots.
 * The empty file first, since its content is memory, for root only.
 */
function make(facts: Facts, path: string, size: number): Action[] {
  if (facts.file(path)?.size === size) {
    return [];
  }

  const fresh = `${path}.new`;
  return [
    ...ensureAbsent(facts, { path }),
    { kind: 'write', path: fresh, content: '', mode: 0o600, secret: true },
    { kind: 'run', argv: ['fallocate', '--length', `${size}`, fresh] },
    { kind: 'run', argv: ['mkswap', fresh] },
    { kind: 'run', argv: ['mv', fresh, path] },
  ];
}
