import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Applier } from '../../../src/appliers/applier.ts';
import { appliers } from '../../../src/appliers/registry.ts';
import { phases } from '../../../src/phases.ts';

const folder = new URL('../../../src/appliers/', import.meta.url);
const listed = appliers.map(({ id }) => id).sort();

function isApplier(value: unknown): value is Applier {
  return typeof value === 'object' && value !== null && 'id' in value && 'plan' in value;
}

describe('the registry', () => {
  it('lists every applier that a file exports', async () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const exported = await Promise.all(
      files.map(async (name) => Object.values(await import(new URL(name, folder).href))),
    );

    expect(
      exported
        .flat()
        .filter(isApplier)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(listed);
  });

  it('has no id twice', () => {
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('is what the phases use', () => {
    const used = Object.values(phases).flatMap((phase) => phase.appliers.map(({ id }) => id));

    expect([...new Set(used)].sort()).toEqual(listed);
  });
});

describe('the phases', () => {
  const order = (phase: keyof typeof phases) => phases[phase].appliers.map(({ id }) => id);

  it.each([
    { phase: 'initrd', before: 'write-files', after: 'init-cmd' },
    { phase: 'boot', before: 'users', after: 'ssh-keys' },
    { phase: 'boot', before: 'users', after: 'password' },
    { phase: 'boot', before: 'ssh-keys', after: 'boot-cmd' },
    { phase: 'boot', before: 'modules', after: 'sysctls' },
    { phase: 'runtime', before: 'mounts', after: 'write-files' },
    { phase: 'runtime', before: 'ca-certs', after: 'ssh-keys' },
    { phase: 'runtime', before: 'write-files', after: 'run-cmd' },
    { phase: 'runtime', before: 'ssh-keys', after: 'run-cmd' },
    { phase: 'runtime', before: 'run-cmd', after: 'k3s' },
    { phase: 'runtime', before: 'k3s', after: 'power-state' },
  ] as const)('do $before before $after in $phase', ({ phase, before, after }) => {
    const ids = order(phase);

    expect(ids).toContain(before);
    expect(ids.indexOf(before)).toBeLessThan(ids.indexOf(after));
  });

  it('never stop half-way: a node must stay reachable', () => {
    expect(Object.values(phases).map(({ onFailure }) => onFailure)).toEqual([
      'continue',
      'continue',
      'continue',
    ]);
  });
});
