import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { project } from '../../../src/dev/build.ts';
import { type BootState, parseBootState } from '../../../src/generations/boot-state.ts';
import { parseBlock } from '../../../src/generations/environment-block.ts';
import type { NewGeneration } from '../../../src/generations/put-in-place.ts';
import { componentsOf, parseGeneration } from '../../../src/generations/record.ts';
import { digest } from '../../../src/lib/digest.ts';
import {
  blocks,
  componentFiles,
  generation,
  onDisk,
  unpacked,
  versionsOf,
} from '../../support/generations.ts';
import { tempRoot } from '../../support/temp-root.ts';

/** File systems in files. The boot partition has none of a journal, as FAT, which not every kernel here can mount. */
export interface Disks {
  readonly state: string;
  readonly boot: string;
}

const parts = ['k3os', 'k3s', 'kernel'] as const;

/** Generations 4 and 5 on a disk, and beside it the verified files of 6. */
export async function makeDisks(state: BootState) {
  // Waiting for the host's own disk, at every flush, would take most of the time.
  const folder = tempRoot({}, existsSync('/dev/shm') ? '/dev/shm' : undefined).path;
  const program = await bundled(folder);
  const disks = { state: join(folder, 'state.raw'), boot: join(folder, 'boot.raw') };
  fill(join(folder, 'state'), onDisk('/k3os/system', generation(4), generation(5)));
  fill(join(folder, 'boot'), blocks(state));
  const features = ['-b', '4096', '-O', '^metadata_csum_seed,^orphan_file'];
  must(['mkfs.ext4', '-q', ...features, '-d', join(folder, 'state'), disks.state, '16M']);
  must(['mkfs.ext2', '-q', '-d', join(folder, 'boot/boot'), disks.boot, '1M']);

  const versions = versionsOf(6);
  const record = generation(6);
  fill(join(folder, 'versions'), unpacked('', record));
  for (const [name, { folder: own, files }] of componentsOf(record)) {
    for (const file of Object.keys(files)) {
      const target = join(folder, 'new', name, file);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(folder, 'versions', name, own, file), target);
    }
  }
  const wanted: NewGeneration = {
    from: join(folder, 'new'),
    origin: 'a test',
    components: Object.fromEntries(
      parts.map((name) => [name, componentFiles(name, versions[name])]),
    ),
  };
  return { folder, program, disks, wanted };
}

/** One file starts in half the time. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'add-generation.mjs');
  const entry = join(project, 'test/integration/generations/add-generation.ts');
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    banner,
  });
  return outfile;
}

/** For packages that are not modules. */
const banner = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

function fill(folder: string, tree: object): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export interface RunOptions {
  /** Words before the program. */
  readonly strace?: readonly string[];
  /** Others that write to the same file system all the time, as k3s does. */
  readonly busy?: boolean;
}

/**
 * Adds generation 6 to a copy of the disks. What the disks held at the moment the program ended, as after a power cut, is
 * in `after`; the file systems were not unmounted then.
 */
export function addTo(
  { folder, program, wanted }: Awaited<ReturnType<typeof makeDisks>>,
  before: Disks,
  { strace = [], busy = false }: RunOptions = {},
) {
  const [used, after] = ['used', 'after'].map((name) => ({
    state: join(folder, `${name}-state.raw`),
    boot: join(folder, `${name}-boot.raw`),
  })) as [Disks, Disks];
  const environment = {
    ...process.env,
    WRITERS: busy ? '1 3 5' : '',
    BEFORE_STATE: before.state,
    BEFORE_BOOT: before.boot,
    USED_STATE: used.state,
    USED_BOOT: used.boot,
    AFTER_STATE: after.state,
    AFTER_BOOT: after.boot,
    MOUNTS: join(folder, 'mounts'),
  };
  const words = [
    process.execPath,
    program,
    ...['state/k3os/system', 'boot'].map((path) => join(folder, 'mounts', path)),
    JSON.stringify(wanted),
  ];
  // Mounts of a namespace go with its last process.
  const argv = [
    'unshare',
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    script,
    'sh',
    ...strace,
    ...words,
  ];
  const { status, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), {
    encoding: 'utf8',
    env: environment,
    timeout: 60_000,
  });
  return { status, stderr, after };
}

const script = `
set -e
mkdir -p "$MOUNTS/state" "$MOUNTS/boot"
cp --sparse=always "$BEFORE_STATE" "$USED_STATE"
cp "$BEFORE_BOOT" "$USED_BOOT"
mount -o loop "$USED_STATE" "$MOUNTS/state"
mount -o loop "$USED_BOOT" "$MOUNTS/boot"
writers=
if [ -n "$WRITERS" ]; then
	# Between the inodes of their files are free ones, so that new files get into blocks of the disk that are never at rest.
	mkdir "$MOUNTS/state/data"
	cd "$MOUNTS/state/data"
	for number in $(seq 600); do : >$number; done
	rm -f *[02468]
	sync -f .
	cd /
fi
for number in $WRITERS; do
	while :; do
		for file in "$MOUNTS"/state/data/*"$number"; do
			echo x >"$file"
		done
		sync "$file"
	done &
	writers="$writers $!"
done
status=0
"$@" || status=$?
[ -z "$writers" ] || kill -STOP $writers
# What a disk holds while it is written to is none that it ever held.
cp --sparse=always "$USED_STATE" "$AFTER_STATE"
until cmp -s "$USED_STATE" "$AFTER_STATE"; do cp --sparse=always "$USED_STATE" "$AFTER_STATE"; done
cp "$USED_BOOT" "$AFTER_BOOT"
[ -z "$writers" ] || kill -KILL $writers
exit $status`;

export function must(argv: readonly string[]): Buffer {
  const [program = '', ...words] = argv;
  const { status, stdout, stderr } = spawnSync(program, words, { maxBuffer: 512 * 1024 * 1024 });
  if (status !== 0) {
    throw new Error(`${argv.join(' ')}: status ${status}: ${stderr}`);
  }
  return stdout;
}

/** With GRUB's own drivers, which know no journal. Undefined: it finds nothing there. */
function readAsGrub(image: string, path: string): Buffer | undefined {
  const { status, stdout } = spawnSync('grub-fstest', [image, 'cat', path], {
    maxBuffer: 512 * 1024 * 1024,
  });
  return status === 0 ? stdout : undefined;
}

export function stateAsGrub({ boot }: Disks): BootState {
  return parseBootState(readAsGrub(boot, '/grub/grubenv')).state;
}

/** What GRUB would load for a generation; undefined when it is all there and right, else what is not. */
export function missingForGrub({ state }: Disks, number: number): string | undefined {
  const folder = `/k3os/system/generations/${number}`;
  const { kernel } = parseBlock(readAsGrub(state, `${folder}/boot.env`)).variables;
  const digests = readAsGrub(state, `${folder}/boot.sha256`)?.toString().trim().split('\n') ?? [];
  if (kernel === undefined || digests.length !== 2) {
    return `${folder} is not there`;
  }
  const wrong = digests
    .map((line) => line.split('  '))
    .find(([sha256, name]) => digest(readAsGrub(state, `${kernel}/${name}`) ?? '') !== sha256);
  return wrong && `${kernel}/${wrong[1]} is missing or not right`;
}

/** As Linux finds it after the journal was replayed: every file of every part. */
export function missingAfterReplay({ state }: Disks, number: number): string | undefined {
  const path = `/k3os/system/generations/${number}/generation.json`;
  const content = readAsGrub(state, path);
  if (content === undefined) {
    return `${path} is not there`;
  }
  const files = componentsOf(parseGeneration(content, path)).flatMap(([name, part]) =>
    Object.entries(part.files).map(([file, { sha256 }]) => ({
      path: `/k3os/system/${name}/${part.folder}/${file}`,
      sha256,
    })),
  );
  return files.find((file) => digest(readAsGrub(state, file.path) ?? '') !== file.sha256)?.path;
}

/** @throws when it finds anything but a journal to replay */
export function replayJournal({ state, boot }: Disks): void {
  must(['e2fsck', '-E', 'journal_only', '-y', state]);
  must(['e2fsck', '-fn', state]);
  must(['e2fsck', '-fn', boot]);
}

/** What the initrd does before it mounts the state. @throws when that does not mend all */
export function mendState({ state }: Pick<Disks, 'state'>): void {
  must(['sh', '-c', 'e2fsck -p "$1" || [ $? -eq 1 ]', 'sh', state]);
  must(['e2fsck', '-fn', state]);
}

export function unfinishedOn({ state }: Disks): string[] {
  const listed = ['generations', ...parts].flatMap((part) =>
    must(['grub-fstest', state, 'ls', `/k3os/system/${part}/`])
      .toString()
      .split(/\s+/),
  );
  return listed.filter((name) => name.includes('.tmp-'));
}
