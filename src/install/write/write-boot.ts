import { must } from '../../effects/must.ts';
import { OperationError } from '../../errors.ts';
import { renderBlock } from '../../generations/environment-block.ts';
import type { StepOf } from '../plan/plan.ts';
import { bootLoaderFiles } from '../source/source.ts';
import { putFolder } from './boot-partition-files.ts';
import { bootCode, placedCore } from './boot-sector.ts';
import { type Progress, workplaces } from './progress.ts';
import { forget } from './windows.ts';

/** Where every UEFI looks without being told. */
const firmwareFolder = 'EFI/BOOT';
/** The environment blocks are in it already. */
const loaderFolder = 'grub';

/** The firmware's file comes last: with it a machine starts from this disk. */
export async function writeBoot(progress: Progress, { uuid }: StepOf<'write-boot'>): Promise<void> {
  const { system, architecture, consoles } = progress.installation;
  const { menu, uefi } = bootLoaderFiles;
  const machine = renderBlock({ state_uuid: uuid, ...consoles });
  const machineFile = `${workplaces.boot}/${loaderFolder}/install.env`;
  system.files.writeAtomically(machineFile, machine, { mode: 0o644 });
  stage(progress, menu, `${loaderFolder}/grub.cfg`);
  stage(progress, uefi[architecture], `${firmwareFolder}/${uefi[architecture]}`);

  const device = await progress.device('boot');
  for (const folder of [loaderFolder, 'EFI']) {
    await putFolder(system, device, `${workplaces.boot}/${folder}`);
    await forget(system, device);
  }
}

function stage({ installation: { system, source } }: Progress, name: string, to: string): void {
  const from = `${source.bootLoader}/${name}`;
  if (system.files.status(from) === undefined) {
    throw new OperationError(`the image has no boot loader: ${from} is missing`);
  }
  system.files.copy(from, `${workplaces.boot}/${to}`, { mode: 0o644 });
}

/** The boot sector comes after what it leads to. */
export async function writeBootSector(
  progress: Progress,
  { table }: StepOf<'write-boot-sector'>,
): Promise<void> {
  const { bootSector, core } = bootLoaderFiles;
  const { loader } = progress.windows;
  const placed = placedCore(readImage(progress, core[table]), loader);
  await writeRaw(progress, placed, await progress.device('loader'));
  const code = bootCode(readImage(progress, bootSector), loader.offset);
  await writeRaw(progress, code, progress.installation.disk);
}

function readImage({ installation: { system, source } }: Progress, name: string): Buffer {
  const path = `${source.bootLoader}/${name}`;
  const content = system.files.read(path);
  if (content === undefined) {
    throw new OperationError(`the image has no boot loader for a BIOS: ${path} is missing`);
  }
  return content;
}

async function writeRaw(
  { installation: { system } }: Progress,
  content: Buffer,
  device: string,
): Promise<void> {
  const { files } = system;
  const [wanted, found] = [`${workplaces.folder}/raw`, `${workplaces.folder}/raw-read`];
  const size = [`bs=${content.length}`, 'count=1', 'status=none'];
  files.writeAtomically(wanted, content, { mode: 0o600 });
  await must(system, ['dd', `if=${wanted}`, `of=${device}`, ...size, 'conv=notrunc,fsync']);
  await must(system, ['dd', `if=${device}`, `of=${found}`, ...size]);
  if (files.digest(found)?.sha256 !== files.digest(wanted)?.sha256) {
    throw new OperationError(`${device} does not keep what is written to it: replace the disk`);
  }
}
