import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The product installs one disk at a time; beside two hundred processes nobody else keeps to his time. */
const alone = [
  'test/integration/install/**/*.test.ts',
  'test/integration/image/disk/**/*.test.ts',
  'test/integration/datasources/herd.test.ts',
];

function realFiles(own: object) {
  return {
    extends: true as const,
    test: {
      setupFiles: [here('setup.ts')],
      pool: 'forks' as const,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      ...own,
    },
  };
}

/** Groups run one after the other, so that a sandbox's boot is not measured beside busy unit tests. */
export default defineConfig({
  test: {
    root: here('..'),
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', here('support/no-skips-reporter.ts')],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          setupFiles: [here('setup.ts'), here('guard-rails.ts')],
          pool: 'forks',
          // What is tested here keeps nothing between calls; to load it anew for each file takes nine tenths of the time.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      realFiles({
        ...{ name: 'integration', include: ['test/integration/**/*.test.ts'], exclude: alone },
        ...{ maxWorkers: 2, sequence: { groupOrder: 1 } },
      }),
      realFiles({
        ...{ name: 'alone', include: alone },
        ...{ maxWorkers: 1, sequence: { groupOrder: 2 } },
      }),
      {
        extends: true,
        test: {
          name: 'sandbox',
          include: ['test/sandbox/**/*.test.ts'],
          setupFiles: [here('setup.ts')],
          globalSetup: [here('sandbox/program.ts')],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'vm',
          include: ['test/vm/**/*.test.ts'],
          setupFiles: [here('setup.ts')],
          globalSetup: [here('vm/image.ts')],
          pool: 'forks',
          // An emulated machine has one processor, and waits for a fifth of its time.
          maxWorkers: 3,
          // An emulator makes a mistake once in some dozens of boots, and Linux dies of it.
          retry: 1,
          // Emulated machines are ten times slower than real ones.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
