import { loadavg } from 'node:os';
import { join } from 'node:path';
import { programVersion } from '../../../src/dev/program-version.ts';
import { reasonOf } from '../../../src/errors.ts';
import { sourceDateEpoch } from '../../../src/image/build/epoch.ts';
import { buildImage } from '../../../src/image/image.ts';
import type { MachineSpec } from '../../../src/vm/machine-spec.ts';
import { limitResult, median, type Result, ratioResult } from '../result.ts';
import { type Boot, bootOnce } from './boot.ts';
import { measureImageSize } from './image-size.ts';
import { k3osMachine } from './k3os-machine.ts';
import { referenceMachine } from './reference-system.ts';
import { smallest } from './smallest.ts';
import { startTimeServer } from './time-server.ts';

interface VmOptions {
  readonly project: string;
  readonly k3os: string;
  /** Empty. */
  readonly folder: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** What both machines are made of. */
const hardware = { memory: 1024, nics: [{ kind: 'user' }] } as const;
const words = 'norandmaps quiet panic=-1 console=tty1 console=ttyS0,115200';

/** MiB, 32 apart. */
const memorySizes = Array.from({ length: 25 }, (_, index) => 256 + index * 32);

/** What a whole boot takes, against Debian with systemd and cloud-init; what an image is in size, and what it needs. */
export async function measureVm(options: VmOptions): Promise<Result[]> {
  const { project, k3os, folder, say } = options;
  const version = programVersion(project);
  const epoch = await sourceDateEpoch(project);
  const image = await buildImage({
    ...{ project, k3os, version, epoch, k3s: undefined },
    progress: say,
  });
  const ours = machine('k3os', await k3osMachine(project, image, folder));
  const theirs = machine('debian', await referenceMachine({ kernel: image.kernel, say }));

  const time = await startTimeServer();
  try {
    return [
      ...(await compareBoots(ours, theirs, options)),
      await measureSmallest(ours, options),
      ...measureImageSize(image),
    ];
  } finally {
    time.stop();
  }
}

function machine(name: string, { kernel, ...rest }: Partial<MachineSpec>): MachineSpec {
  return {
    ...{ name: `bench-${name}`, ...hardware, ...rest },
    ...(kernel && { kernel: { ...kernel, append: `${kernel.append} ${words}` } }),
  };
}

/** In turn: a machine that gets busy slows both. */
async function compareBoots(
  ours: MachineSpec,
  theirs: MachineSpec,
  { rounds, ...options }: VmOptions,
): Promise<Result[]> {
  const boots: { readonly ours: Boot[]; readonly theirs: Boot[] } = { ours: [], theirs: [] };
  for (let round = 1; round <= rounds; round += 1) {
    boots.ours.push(await boot(ours, `round ${round} of ${rounds}`, options));
    boots.theirs.push(await boot(theirs, `round ${round} of ${rounds}`, options));
  }

  const [time, otherTime] = medians(boots, ({ milliseconds }) => milliseconds);
  const [used, otherUsed] = medians(boots, (each) => each.used);
  return [
    ratioResult('kernel start → k3s starts : Debian, systemd, cloud-init', {
      ...{ ours: time, other: otherTime, limit: 0.5 },
    }),
    {
      what: 'memory in use after it, live : Debian on a disk',
      measured: `${used.toFixed(0)} MB : ${otherUsed.toFixed(0)} MB`,
      values: { megabytes: used, comparedWith: otherUsed },
    },
  ];
}

function medians(
  { ours, theirs }: { readonly ours: readonly Boot[]; readonly theirs: readonly Boot[] },
  of: (boot: Boot) => number,
): [number, number] {
  return [median(ours.map(of)), median(theirs.map(of))];
}

async function measureSmallest(ours: MachineSpec, options: VmOptions): Promise<Result> {
  const found = await smallest(memorySizes, async (memory) => {
    try {
      await boot({ ...ours, name: `bench-${memory}`, memory }, `${memory} MiB`, options);
      return true;
    } catch (error) {
      options.say(`${memory} MiB are not enough: ${firstLine(error)}`);
      return false;
    }
  });
  return limitResult('smallest memory that boots live and starts k3s', {
    ...{ value: found ?? Number.NaN, limit: 768, unit: 'MiB' },
  });
}

async function boot(
  spec: MachineSpec,
  what: string,
  { project, say }: Pick<VmOptions, 'project' | 'say'>,
): Promise<Boot> {
  const options = { log: join(project, `dist/vm/${spec.name}.log`), say };
  // On a busy host an emulated processor may fault where a real one does not: what fails fails twice.
  const result = await bootOnce(spec, options).catch((error: unknown) => {
    say(`${firstLine(error)}; once more`);
    return bootOnce(spec, options);
  });
  say(
    [
      `${spec.name}, ${what}: k3s after ${(result.milliseconds / 1000).toFixed(1)} s`,
      `${result.used.toFixed(0)} MB in use`,
      `load of this machine ${(loadavg()[0] ?? 0).toFixed(1)}`,
    ].join(', '),
  );
  return result;
}

function firstLine(error: unknown): string {
  return reasonOf(error).split('\n')[0] ?? '';
}
