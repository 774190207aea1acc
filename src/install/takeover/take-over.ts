import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { hasGateway } from '../../facts/machine-facts.ts';
import { renderBlock } from '../../generations/environment-block.ts';
import { settle } from '../../generations/freeze.ts';
import { addGenerationBeside } from '../../generations/install-generation.ts';
import { beforeMark, besideFolder, systemFolder } from '../../generations/places.ts';
import type { Generation } from '../../generations/record.ts';
import { writeLastGood } from '../../health/records.ts';
import { ownArchitecture } from '../../lib/architecture.ts';
import type { ConsoleWords } from '../plan/console-words.ts';
import { bootLoaderFiles, type InstallSource } from '../source/source.ts';
import { clearWorkplaces, workplaces } from '../write/progress.ts';
import { configFile, dataFolder, stageSource } from '../write/write-state.ts';
import { isMenuBeside, menuBeside, menuNames } from './menu.ts';
import type { OtherSystem } from './other-system.ts';

export interface Takeover {
  readonly system: System;
  readonly other: OtherSystem;
  readonly source: InstallSource;
  readonly config: Buffer;
  readonly consoles: ConsoleWords | undefined;
  readonly print: (line: string) => void;
}

/** What is done, for people. The last one is what counts: before it nothing leads to k3os. */
export const takeoverSteps = [
  'write k3os beside what is there, to /k3os',
  'look at it as the boot loader does',
  'keep the boot menu, and put one before it that starts k3os',
] as const;

/** @throws OperationError; then the other system starts as it did */
export async function takeOver(takeover: Takeover): Promise<void> {
  const { system, print } = takeover;
  const [write, look, lead] = takeoverSteps;
  await clearWorkplaces(system);
  try {
    print(write);
    const generation = await writeBeside(takeover);
    print(look);
    await askBootLoader(takeover, generation);
    print(lead);
    await changeMenu(takeover);
  } finally {
    await clearWorkplaces(system);
  }
}

async function writeBeside(takeover: Takeover): Promise<Generation> {
  const { system, other, source, config } = takeover;
  const { files } = system;
  const folder = `${other.top}${systemFolder}`;
  const boot = `${folder}/${besideFolder}`;
  stageSource(takeover);
  for (const each of [folder, `${other.top}${dataFolder}`, `${boot}/grub`]) {
    files.makeDirectory(each, { mode: 0o755 });
  }
  // It holds secrets.
  files.writeAtomically(`${other.top}${configFile}`, config, { mode: 0o600, uid: 0, gid: 0 });
  // A machine that can only be reached over the network goes back to where it could be.
  const had = { network: hasGateway(files), k3s: false };
  writeLastGood(files, had, `${other.top}${dataFolder}`);
  writeBootFiles(takeover, boot);
  files.writeAtomically(`${folder}/${beforeMark}`, `${other.name}\n`, { mode: 0o644 });
  return addGenerationBeside(
    { system, folder, boot },
    { from: workplaces.source, origin: source.origin, components: source.components },
  );
}

/** As a boot partition has them. */
function writeBootFiles(takeover: Takeover, boot: string): void {
  const { system, other, source, consoles } = takeover;
  const { menu, uefi } = bootLoaderFiles;
  const machine = renderBlock({ state_uuid: other.uuid, ...consoles });
  system.files.writeAtomically(`${boot}/grub/install.env`, machine, { mode: 0o644 });
  const copies = {
    [menu]: 'grub/grub.cfg',
    [uefi[ownArchitecture]]: `EFI/BOOT/${uefi[ownArchitecture]}`,
  };
  for (const [name, to] of Object.entries(copies)) {
    const content = system.files.read(`${source.bootLoader}/${name}`);
    if (content === undefined) {
      throw new OperationError(
        `the image has no boot loader: ${source.bootLoader}/${name} is missing`,
      );
    }
    system.files.writeAtomically(`${boot}/${to}`, content, { mode: 0o644 });
  }
}

/** With its own code, where its programs are installed: the disk may have what Linux reads and GRUB does not. */
async function askBootLoader(takeover: Takeover, generation: Generation): Promise<void> {
  const { system, other, source } = takeover;
  const program = await firstOf(system, ['grub-fstest', 'grub2-fstest']);
  if (program === undefined) {
    return;
  }
  await must(system, ['blockdev', '--flushbufs', other.device]);
  const { folder } = generation.components.kernel;
  const boot = `${systemFolder}/${besideFolder}`;
  const wanted = [
    ...Object.entries(source.paths.kernel ?? {}).map(([name, path]) => [
      `${systemFolder}/kernel/${folder}/${name}`,
      path,
    ]),
    [`${boot}/grub/grub.cfg`, `${source.bootLoader}/${bootLoaderFiles.menu}`],
    [`${boot}/grub/grubenv`, `${other.top}${boot}/grub/grubenv`],
  ];
  for (const [there = '', path = ''] of wanted) {
    const argv = [program, other.device, 'cmp', `(loop0)${there}`, path];
    await must(system, argv, { timeoutMs: 600_000 });
  }
}

async function firstOf({ exec }: System, programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const { status } = await exec([program, '--version']);
    if (status === 0) {
      return program;
    }
  }
  return undefined;
}

/**
 * GRUB reads file systems without their journal. So the old menu gets its second name, and the new one is on the disk, before
 * they change places: then one block of the folder changes, and nothing that either of them needs.
 */
async function changeMenu({ system, other }: Takeover): Promise<void> {
  const { files } = system;
  const [menu, unfinished] = [
    `${other.grub}/${menuNames.menu}`,
    `${other.grub}/${menuNames.unfinished}`,
  ];
  const present = files.read(menu)?.toString() ?? '';
  const wanted = menuBeside(other.uuid);
  if (present === wanted) {
    return;
  }
  if (!isMenuBeside(present)) {
    await must(system, ['ln', '--force', menu, `${other.grub}/${menuNames.before}`]);
  }
  files.writeAtomically(unfinished, wanted, { mode: 0o644 });
  await settle(system, other.grub);
  files.rename(unfinished, menu);
  await settle(system, other.grub);
}
