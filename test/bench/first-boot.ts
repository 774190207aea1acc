import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootWithCloudInit } from './cloud-init-root.ts';
import { userData } from './config-tree.ts';
import { forget } from './processes.ts';
import { limitResult, median, type Result, ratioResult } from './result.ts';
import { type Program, type ProgramBench, programs, runStages, type Stages } from './stages.ts';

/**
 * All phases of k3os against the four stages of Debian's cloud-init, with the same user data in the same root, fresh for every run.
 */
export async function measureFirstBoot(options: ProgramBench): Promise<Result[]> {
  const { k3os, folder, rounds, say } = options;
  const lower = await rootWithCloudInit(options);
  const input = join(folder, 'user-data');
  writeFileSync(input, userData);
  const boots: Record<Program, Stages[]> = { k3os: [], 'cloud-init': [] };
  forget(k3os);
  for (let round = 0; round <= rounds; round += 1) {
    say(`first boot, round ${round} of ${rounds}`);
    for (const program of programs) {
      const boot = runStages(options, 'first-boot.sh', [lower, k3os, input, program]);
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
