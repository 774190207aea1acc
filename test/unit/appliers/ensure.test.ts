import { describe, expect, it } from 'vitest';
import {
  ensureAbsent,
  ensureDirectory,
  ensureFile,
  ensureLink,
} from '../../../src/appliers/ensure.ts';
import { type FileGiven, facts } from '../../support/facts.ts';

const path = '/etc/x';
const machine = (file: FileGiven, live = true) => facts({ files: { [path]: file }, live });
const wanted = { path, content: 'a', mode: 0o600 };

describe('ensuring a file', () => {
  it.each<{
    when: string;
    file: FileGiven;
    owner?: { user?: string; group?: string };
    writes: number;
  }>([
    { when: 'it is absent', file: undefined, writes: 1 },
    { when: 'it is so', file: { content: 'a', mode: 0o600 }, writes: 0 },
    { when: 'its content differs', file: { content: 'b', mode: 0o600 }, writes: 1 },
    { when: 'its mode differs', file: { content: 'a', mode: 0o644 }, writes: 1 },
    { when: 'it is not root’s', file: { content: 'a', mode: 0o600, uid: 1000 }, writes: 1 },
    { when: 'it is a link', file: { target: '/etc/y' }, writes: 1 },
    {
      when: 'it belongs to the named user and that user’s group',
      file: { content: 'a', mode: 0o600, uid: 1000, gid: 1000 },
      owner: { user: 'rancher' },
      writes: 0,
    },
    {
      when: 'it belongs to the numbers asked for',
      file: { content: 'a', mode: 0o600, uid: 77, gid: 1000 },
      owner: { user: '77', group: 'rancher' },
      writes: 0,
    },
    {
      when: 'it is to belong to an account that does not exist yet',
      file: { content: 'a', mode: 0o600 },
      owner: { user: 'new' },
      writes: 1,
    },
  ])('plans $writes writes when $when', ({ file, owner, writes }) => {
    const asked = owner === undefined ? wanted : { ...wanted, owner };

    expect(ensureFile(machine(file), asked)).toHaveLength(writes);
  });

  it('asks for no owner below another root, where nobody may be root', () => {
    const file = { content: 'a', mode: 0o600, uid: 1000, gid: 1000 };

    expect(ensureFile(machine(file, false), wanted)).toEqual([]);
  });
});

describe('ensuring other things', () => {
  it.each([
    {
      what: 'a link that is there',
      plan: ensureLink(machine({ target: '/y' }), { path, target: '/y' }),
      length: 0,
    },
    {
      what: 'a link elsewhere',
      plan: ensureLink(machine({ target: '/z' }), { path, target: '/y' }),
      length: 1,
    },
    { what: 'absence of nothing', plan: ensureAbsent(machine(undefined), { path }), length: 0 },
    { what: 'absence of a file', plan: ensureAbsent(machine('x'), { path }), length: 1 },
    {
      what: 'a folder that is open to others',
      plan: ensureDirectory(machine({ kind: 'directory', mode: 0o755 }), { path, mode: 0o700 }),
      length: 1,
    },
  ])('plans $length actions for $what', ({ plan, length }) => {
    expect(plan).toHaveLength(length);
  });
});
