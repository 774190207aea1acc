import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realSystem } from '../../../src/effects/real-system.ts';
import { changeBootState } from '../../../src/generations/change-state.ts';
import { parseBlock, renderBlock } from '../../../src/generations/environment-block.ts';
import { addGeneration } from '../../../src/generations/install-generation.ts';
import { componentFolder, type Store, systemFolder } from '../../../src/generations/places.ts';
import type { NewGeneration } from '../../../src/generations/put-in-place.ts';
import { readGeneration } from '../../../src/generations/read-generations.ts';
import type { ComponentName } from '../../../src/generations/record.ts';
import { writeLastGood } from '../../../src/health/records.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { makeDiskImage } from '../../../src/image/disk/disk-image.ts';
import { ownWindows, parseTable, type Use } from '../../../src/install/plan/layout.ts';
import { putFolder, takeFolders } from '../../../src/install/write/boot-partition-files.ts';
import { closeWindow, openWindow } from '../../../src/install/write/windows.ts';
import { digest } from '../../../src/lib/digest.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { nodeImage, say } from '../image.ts';
import { quickEmulation } from '../node.ts';

const gibibyte = 1024 ** 3;
const system = realSystem('/');

/** What `k3os image disk` makes, in a file that takes no more place than is written to it. */
export async function makeDisk(config: string): Promise<string> {
  const { iso } = await nodeImage();
  const output = join(tempRoot().path, 'disk.raw');
  await makeDiskImage({
    ...{ system, iso, output, bytes: 4 * gibibyte, format: 'raw', config: Buffer.from(config) },
    ...{ tty: undefined, mbr: false, print: say, warn: say },
  });
  await quicken(output);
  return output;
}

/** One more word for the kernel, which every start from this disk has: without it an emulated boot takes half as long again. */
export async function quicken(disk: string): Promise<void> {
  await withBoot(disk, async (boot) => {
    const path = join(boot, 'grub/install.env');
    const { variables } = parseBlock(readFileSync(path));
    const words = variables.words ?? 'console=tty1 console=ttyS0,115200';
    writeFileSync(path, renderBlock({ ...variables, words: `${words} ${quickEmulation}` }));
  });
}

export async function copyOf(disk: string, bytes = 4 * gibibyte): Promise<string> {
  const copy = join(tempRoot().path, 'disk.raw');
  await runTool(['cp', '--sparse=always', '--reflink=auto', disk, copy]);
  await runTool(['truncate', `--size=${bytes}`, copy]);
  return copy;
}

/** Files in the place of those of generation 1: component → name → where it is on this machine. */
export type Changes = Readonly<Partial<Record<ComponentName, Readonly<Record<string, string>>>>>;

interface Trial {
  /** For people, and for the name of folders on the disk. */
  readonly name: string;
  readonly changes?: Changes;
  /** Instead of all of them: as if the others had been used up. */
  readonly tries?: number;
}

/**
 * Generation 2 of a disk, to be tried at its next start, as whatever upgrades a node would put it there.
 * The node had network and k3s before.
 */
export async function addTrial(disk: string, { name, changes = {}, tries }: Trial): Promise<void> {
  await withStore(disk, async (store, top) => {
    await addGeneration(store, newGeneration(store, name, changes));
    changeBootState(store, (state) => ({ ...state, ...(tries === undefined ? {} : { tries }) }));
    writeLastGood(realSystem(join(top, 'k3os/data')).files, { network: true, k3s: true });
  });
}

/** Parts without a change are those of generation 1. */
function newGeneration(store: Store, name: string, changes: Changes): NewGeneration {
  const { components } = readGeneration(store, 1).record ?? {};
  if (components === undefined) {
    throw new Error('the disk has no generation 1');
  }
  const from = tempRoot();
  const changed = Object.entries(changes).map(([part, files]) => {
    const { folder, files: others } = components[part as ComponentName] ?? components.k3os;
    const place = componentFolder(store, part as ComponentName, { folder });
    for (const file of new Set([...Object.keys(others), ...Object.keys(files)])) {
      from.add({ [`${part}/${file}`]: { link: files[file] ?? join(place, file) } });
    }
    const own = Object.entries(files).map(([file, path]) => [file, described(path)]);
    return [part, { version: name, files: { ...others, ...Object.fromEntries(own) } }];
  });
  return {
    from: from.path,
    origin: name,
    components: { ...components, ...Object.fromEntries(changed) },
  };
}

function described(path: string) {
  const content = readFileSync(path);
  return { size: content.length, sha256: digest(content) };
}

/** Work on the generations of a disk that no machine uses; `top` is its state partition. */
async function withStore(
  disk: string,
  work: (store: Store, top: string) => Promise<void>,
): Promise<void> {
  const top = tempRoot().path;
  await withBoot(disk, (boot) =>
    withPart(disk, 'state', async (device) => {
      await runTool(['mount', '-t', 'ext4', device, top]);
      try {
        await work({ system, folder: `${top}${systemFolder}`, boot }, top);
      } finally {
        await runTool(['umount', top]);
      }
    }),
  );
}

/** Work on a copy of what the boot loader reads, which is then put back. */
async function withBoot(disk: string, work: (boot: string) => Promise<void>): Promise<void> {
  const boot = tempRoot().path;
  await withPart(disk, 'boot', async (device) => {
    await takeFolders(system, device, ['grub'], boot);
    await work(boot);
    await putFolder(system, device, join(boot, 'grub'));
  });
}

async function withPart(
  disk: string,
  use: Use,
  work: (device: string) => Promise<void>,
): Promise<void> {
  const table = parseTable(await runTool(['sfdisk', '--json', disk]));
  const { sectorBytes } = table;
  const device = await openWindow(system, { disk, sectorBytes, window: ownWindows(table)[use] });
  try {
    await work(device);
  } finally {
    await closeWindow(system, device);
  }
}
