import type { Reporter, TestModule } from 'vitest/node';

/** A skipped test proves nothing and hides that it does not: it counts as a failure of the run. */
// biome-ignore lint/style/noDefaultExport: the runner loads reporters by their default export.
export default class NoSkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    for (const test of skipped) {
      console.error(`skipped, which counts as failed: ${test.module.moduleId}: ${test.fullName}`);
    }
    if (skipped.length > 0) {
      process.exitCode = 1;
    }
  }
}
