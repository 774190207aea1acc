import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../src/dev/run-program.ts';
import { cached, cacheFolder } from '../../src/image/build/cache.ts';
import { baseStage } from '../../src/image/system/base.ts';
import { ownArchitecture } from '../../src/lib/architecture.ts';
import { userData } from './config-tree.ts';
import { forget } from './processes.ts';
import { limitResult, median, type Result, ratioResult } from './result.ts';

export interface FirstBoot {
  readonly project: string;
  readonly k3os: string;
  readonly folder: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/**
 * All phases of k3os against the four stages of Debian's cloud-init, with the same user data in the same
 * root: Debian with the packages of the image and cloud-init, fresh for every run.
 */
export async function measureFirstBoot(options: FirstBoot): Promise<Result[]> {
  const { folder, rounds, say } = options;
  const lower = await rootWithCloudInit(options);
  const boots: Record<'k3os' | 'cloud-init', Boot[]> = { k3os: [], 'cloud-init': [] };
  forget(options.k3os);
  for (let round = 0; round <= rounds; round += 1) {
    say(`first boot, round ${round} of ${rounds}`);
    for (const program of ['k3os', 'cloud-init'] as const) {
      const boot = bootOnce({ ...options, lower, program, work: join(folder, 'boot') });
      // The first round reads both from the disk.
      if (round > 0) {
        boots[program].push(boot);
      }
    }
  }

  return [
    ratioResult('first boot, all phases : cloud-init, all stages', {
      ours: median(boots.k3os.map(({ milliseconds }) => milliseconds)),
      other: median(boots['cloud-init'].map(({ milliseconds }) => milliseconds)),
      limit: 0.25,
    }),
    limitResult('peak memory of all phases', {
      value: Math.max(...boots.k3os.map(({ peak }) => peak)),
      limit: 90,
      unit: 'MB',
    }),
  ];
}

interface OneBoot extends FirstBoot {
  readonly lower: string;
  readonly program: string;
  readonly work: string;
}

interface Boot {
  /** Of all stages together. */
  readonly milliseconds: number;
  /** Of the largest process, in MB. */
  readonly peak: number;
}

function bootOnce({ project, k3os, folder, lower, program, work }: OneBoot): Boot {
  const script = join(project, 'test/bench/first-boot.sh');
  const input = join(folder, 'user-data');
  mkdirSync(work, { recursive: true });
  writeFileSync(input, userData);
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--fork', '--kill-child'];
  const output = outputOf([
    ...(['unshare', ...namespaces, '--propagation', 'private'] as const),
    ...[script, work, lower, k3os, input, program],
  ]);

  const stages = output
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  // 2 is degraded, in both programs: neither finds all that it would on a real machine.
  const failed = stages.find(([, status]) => status !== '0' && status !== '2');
  if (failed !== undefined) {
    throw new Error(`${failed[0]} ended with status ${failed[1]}`);
  }
  return {
    milliseconds: stages.reduce((sum, [, , microseconds]) => sum + Number(microseconds) / 1000, 0),
    peak: Math.max(...stages.map(([, , , kilobytes]) => (Number(kilobytes) * 1024) / 1e6)),
  };
}

/** Not pruned: cloud-init needs Python. */
export function rootWithCloudInit({ project, folder, say }: FirstBoot): Promise<string> {
  const packages = join(folder, 'packages.txt');
  const list = readFileSync(join(project, 'config/packages/base.txt'), 'utf8');
  writeFileSync(packages, `${list}\ncloud-init\n`);
  const prune = join(folder, 'prune.txt');
  writeFileSync(prune, '');

  const stage = baseStage({
    packagesFile: packages,
    pruneFile: prune,
    architecture: ownArchitecture,
    progress: say,
  });
  return cached(cacheFolder(), { ...stage, name: 'bench' });
}
