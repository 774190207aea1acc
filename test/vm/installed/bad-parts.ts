import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { project } from '../../../src/dev/build.ts';
import { readProfile } from '../../../src/image/build/profile.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { makeSquashfs } from '../../../src/image/build/squashfs.ts';
import { mediaFiles } from '../../../src/image/media/media.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { nodeImage } from '../image.ts';
import type { Changes } from './disk.ts';

/** What a kernel finds no first process in. */
export async function emptyInitrd(): Promise<Changes> {
  const initrd = join(tempRoot().path, 'initrd');
  await runTool(['cpio', '--create', '--format=newc', '--quiet', `--file=${initrd}`]);
  return { kernel: { initrd } };
}

/** That of the image, but for its patience with what hangs. */
export async function impatientInitrd(): Promise<Changes> {
  const media = dirname((await nodeImage()).initrd);
  const own = tempRoot({ initrd: readFileSync(join(media, mediaFiles.initrd)) });
  const guard = 'scripts/trial.sh';
  const script = readFileSync(join(project, 'src/boot/initrd', guard), 'utf8');
  own.add({ [`tree/${guard}`]: script.replace('sleep 1200', 'sleep 60') });
  // Of two files with one name the kernel takes the later one.
  const pack = `echo ${guard} | cpio --quiet --create --format=newc >>../initrd`;
  await runTool(['sh', '-ec', pack], { cwd: own.at('tree') });
  return { kernel: { initrd: own.at('initrd') } };
}

/** `2 config --boot`, the start and the command → what happens then instead, in shell. */
type Mishaps = Readonly<Record<string, string>>;

/** What dies without a word, panic or restart: only hardware notices. */
export const dies = 'echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger';
export const panics = 'echo c >/proc/sysrq-trigger';
export const hangs = 'exec sleep 1000000';

/** The system of the image, with a program that goes wrong. Its health is waited for `timeout` seconds. */
export async function systemThat(mishaps: Mishaps, timeout: number): Promise<Changes> {
  const { rootfs } = await nodeImage();
  const own = tempRoot({
    program: programThat(mishaps),
    health: `timeout=${timeout}\n`,
  });
  const files = {
    [program]: join(rootfs, 'usr/sbin/k3os'),
    'usr/sbin/k3os': own.at('program'),
    'usr/etc/conf.d/health': own.at('health'),
  };
  const added = Object.entries(files).flatMap(([path, file]) => [
    ...['-p', `${path} f 755 0 0 cat ${file}`],
  ]);
  const profile = readProfile(project);
  const quick = { ...profile, squashfs: { ...profile.squashfs, level: 1 } };
  const squashfs = join(tempRoot().path, 'k3os.squashfs');
  await makeSquashfs(rootfs, squashfs, quick, 0, [...added, '-e', ...Object.keys(files)]);
  return { k3os: { 'k3os.squashfs': squashfs } };
}

/** Where the program itself is. */
const program = 'usr/lib/k3os/program';

/** Starts are counted on the disk, which the initrd has elsewhere. */
function programThat(mishaps: Mishaps): string {
  const cases = Object.entries(mishaps).map(([when, what]) => `'${when}') ${what} ;;`);
  return [
    '#!/bin/sh',
    'data=/; [ ! -d /run/k3os/state/k3os/data ] || data=/run/k3os/state/k3os/data',
    'starts=$data/var/starts',
    '[ "$1" != init ] || { mkdir -p $data/var; echo x >>$starts; sync; }',
    'case "$(wc -l <$starts) $*" in',
    ...cases,
    'esac',
    `exec /${program} "$@"`,
    '',
  ].join('\n');
}

/** A k3s that crashes, and hangs when it is started again. */
export async function k3sThatFails(): Promise<Changes> {
  const version = 'v1.99.0+k3s1';
  const script = [
    '#!/bin/sh',
    `[ "$1" != --version ] || { echo "k3s version ${version} (fails)"; exit; }`,
    '[ "$1" != kubectl ] || { echo "The connection to the server was refused" >&2; exit 1; }',
    '[ -e /run/k3s-has-crashed ] || { echo "panic: crashed" >&2; : >/run/k3s-has-crashed; exit 2; }',
    'exec sleep 1000000',
  ];
  const tree = tempRoot({
    [`${version}/k3s`]: { content: `${script.join('\n')}\n`, mode: 0o755 },
  });
  const squashfs = join(tempRoot().path, 'k3s.squashfs');
  await makeSquashfs(tree.path, squashfs, readProfile(project), 0, ['-all-root']);
  return { k3s: { 'k3s.squashfs': squashfs } };
}
