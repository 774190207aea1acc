import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { project } from '../../../src/dev/build.ts';
import { bootFiles } from '../../../src/generations/boot-files.ts';
import { type BootState, renderBootState } from '../../../src/generations/boot-state.ts';
import { renderBlock } from '../../../src/generations/environment-block.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { makeBootLoader } from '../../../src/image/disk/boot-loader.ts';
import { bootLoaderFiles } from '../../../src/install/source/source.ts';
import { bootCode, placedCore } from '../../../src/install/write/boot-sector.ts';
import { digest } from '../../../src/lib/digest.ts';
import { generation } from '../../support/generations.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { gptHead, type Part, sector } from './gpt.ts';
import { tinyKernel } from './tiny-kernel.ts';

export const stateUuid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

/** Below `/grub` of the boot partition; undefined takes away. */
export type BootFiles = Readonly<Record<string, Buffer | string | undefined>>;
type Content = Buffer | string | { readonly link: string } | { readonly zeros: number };
/** Below `/k3os/system` of the state partition; undefined takes away. */
export type StateFiles = Readonly<Record<string, Content | undefined>>;

export interface DiskGiven {
  readonly state?: BootState;
  readonly boot?: BootFiles;
  readonly system?: StateFiles;
  /** In the place of the tiny ones. */
  readonly kernel?: { readonly vmlinuz: Buffer; readonly initrd: Buffer };
  /** Changes the menu, as a person before the machine would. */
  readonly menu?: (text: string) => string;
}

const megabyte = 1024 * 1024;
const perMegabyte = megabyte / sector;

export interface Disk {
  readonly file: string;
  /** The boot loader may complain. */
  readonly damaged: boolean;
  /** What a file beside the boot menu holds now; undefined when it is not there. */
  readBoot(name: string): Promise<Buffer | undefined>;
}

/** As an installer leaves it: generations 4, 5 and 6, of which the state says what is to be started. */
export async function makeDisk(loaders: BootLoaders, given: DiskGiven): Promise<Disk> {
  const folder = tempRoot().path;
  const file = join(folder, 'disk.raw');
  const stateSize = given.kernel === undefined ? 24 : 160;
  const parts: Part[] = [
    { type: 'bios', first: perMegabyte, last: 2 * perMegabyte - 1 },
    { type: 'esp', first: 2 * perMegabyte, last: 42 * perMegabyte - 1 },
    { type: 'linux', first: 42 * perMegabyte, last: (42 + stateSize) * perMegabyte - 1 },
  ];
  const sectors = (43 + stateSize) * perMegabyte;
  const esp = join(folder, 'esp.raw');
  const state = join(folder, 'state.raw');
  await makeBootPartition(esp, folder, loaders, given);
  await makeStatePartition(state, folder, stateSize, given);

  const disk = openSync(file, 'w');
  ftruncateSync(disk, sectors * sector);
  const head = gptHead(parts, sectors);
  bootCode(loaders.bootSector, megabyte).copy(head);
  writeSync(disk, head, 0, head.length, 0);
  const core = placedCore(loaders.core, { offset: megabyte, bytes: megabyte });
  writeSync(disk, core, 0, core.length, megabyte);
  closeSync(disk);
  await place(esp, file, 2);
  await place(state, file, 42);
  return {
    file,
    damaged: given.boot !== undefined || given.system !== undefined,
    async readBoot(name) {
      const out = join(folder, name);
      const words = ['mcopy', '-no', '-i', `${file}@@2M`, `::/grub/${name}`, out];
      const absent = await runTool(words, tools).catch(() => 'absent');
      return absent === 'absent' ? undefined : readFileSync(out);
    },
  };
}

/** mtools doubts file systems that do not fill whole tracks. */
const tools = { env: { MTOOLS_SKIP_CHECK: '1' } };

async function place(part: string, disk: string, at: number): Promise<void> {
  await runTool(['dd', `if=${part}`, `of=${disk}`, 'bs=1M', `seek=${at}`, 'conv=notrunc,sparse']);
}

async function makeBootPartition(
  file: string,
  folder: string,
  loaders: BootLoaders,
  { state = { good: 5, previous: 4 }, boot = {}, menu = (text) => text }: DiskGiven,
): Promise<void> {
  const config = readFileSync(join(project, 'config/boot/grub-disk.cfg'), 'utf8');
  const files: BootFiles = {
    'grub.cfg': menu(config.replace('set timeout=3', 'set timeout=0')),
    grubenv: renderBootState(state),
    'grubenv.copy': renderBootState(state),
    'install.env': renderBlock({ state_uuid: stateUuid, words: 'console=ttyS0' }),
    ...boot,
  };
  const tree = join(folder, 'esp');
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) {
      write(join(tree, 'grub', name), content);
    }
  }
  write(join(tree, 'EFI/BOOT/BOOTX64.EFI'), loaders.uefi);
  const size = 40 * perMegabyte;
  const format = ['-T', String(size), '-h', '16', '-s', '63', '-F', '-v', 'K3OS_GRUB'];
  await runTool(['mformat', '-C', '-i', file, ...format, '::'], tools);
  await runTool(['mcopy', '-s', '-i', file, join(tree, 'grub'), join(tree, 'EFI'), '::/'], tools);
}

async function makeStatePartition(
  file: string,
  folder: string,
  size: number,
  { system = {}, kernel = { vmlinuz: tinyKernel(), initrd: Buffer.alloc(4096, 'i') } }: DiskGiven,
): Promise<void> {
  const top = join(folder, 'state/k3os/system');
  const files = Object.assign({}, ...[4, 5, 6].map((number) => filesOf(number, kernel)));
  for (const [name, content] of Object.entries<StateFiles[string]>({ ...files, ...system })) {
    if (content !== undefined) {
      put(join(top, name), content);
    }
  }
  const features = '^metadata_csum_seed,^orphan_file';
  const words = ['-q', '-F', '-L', 'K3OS_STATE', '-U', stateUuid, '-O', features];
  await runTool(['mkfs.ext4', ...words, '-d', join(folder, 'state'), file, `${size}M`]);
}

function filesOf(number: number, kernel: NonNullable<DiskGiven['kernel']>): StateFiles {
  const record = generation(number);
  const { components } = record;
  const digests = Object.entries(kernel).map(([name, content]) => [
    name,
    { size: content.length, sha256: digest(content) },
  ]);
  const own = {
    ...record,
    components: {
      ...components,
      kernel: { ...components.kernel, files: Object.fromEntries(digests) },
    },
  };
  const boot = Object.entries(bootFiles(own)).map(([name, content]) => [
    `generations/${number}/${name}`,
    content,
  ]);
  const loaded = Object.entries(kernel).map(([name, content]) => [
    `kernel/${components.kernel.folder}/${name}`,
    content,
  ]);
  return Object.fromEntries([...boot, ...loaded]);
}

function put(path: string, content: Content): void {
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    write(path, content);
  } else if ('link' in content) {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(content.link, path);
  } else {
    write(path, '');
    truncateSync(path, content.zeros);
  }
}

function write(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** What the installer puts on disks. */
export interface BootLoaders {
  readonly bootSector: Buffer;
  readonly core: Buffer;
  readonly uefi: Buffer;
}

export async function makeBootLoaders(): Promise<BootLoaders> {
  const files = await makeBootLoader(tempRoot().path, { project, architecture: 'amd64' });
  const read = (name: string) => readFileSync(files[name] ?? name);
  const { bootSector, core, uefi } = bootLoaderFiles;
  return { bootSector: read(bootSector), core: read(core.gpt), uefi: read(uefi.amd64) };
}
