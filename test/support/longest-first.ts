import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** In groups that take minutes, what takes longest there. */
const longest = [
  ...['integration/image/reproducible', 'integration/generations/power-cut'],
  ...['integration/k3s-stand-in', 'integration/dev/build'],

  ...['sandbox/interfaces', 'sandbox/start', 'sandbox/one-server', 'sandbox/cluster'],
  ...['sandbox/fetched-keys', 'sandbox/data-sources-without-dhcp', 'sandbox/data-sources'],

  ...['vm/installed/bad-trials', 'vm/takeover', 'vm/installed/good-trial', 'vm/media'],
  ...['vm/power-cut/installation', 'vm/console', 'vm/grub-disk', 'vm/installed/install'],
  ...['vm/installed/interactive', 'vm/installed/netboot-install'],
].map((name) => fileURLToPath(new URL(`../${name}.test.ts`, import.meta.url)));

/**
 * What takes longest is begun first: begun last, it leaves a processor without work. The runner itself goes by the size of the files
 * where it has not run before.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = longest.filter((file) => !existsSync(file));
    if (gone.length > 0) {
      throw new Error(`longest-first.ts names what is not there: ${gone.join(', ')}`);
    }
    const sorted = await super.sort(files);
    const groups = new Set(sorted.map(({ project }) => project));
    return [...groups].flatMap((group) =>
      sorted.filter(({ project }) => project === group).sort((a, b) => place(a) - place(b)),
    );
  }
}

function place({ moduleId }: TestSpecification): number {
  const index = longest.indexOf(moduleId);
  return index === -1 ? longest.length : index;
}
