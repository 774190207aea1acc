import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statfsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface Recording {
  /** Raw. */
  readonly disk: string;
  /** Is this disk while it is recorded. */
  readonly file: string;
  readonly log: string;
}

const [fuse, pollMs, boundMs] = [0x65735546, 20, 10_000];
const alone = ['unshare', '--mount', '--propagation', 'private'];

/**
 * Words that run a program while all that is done to a disk is written down, with every flush: as QEMU does it for the disk of a
 * machine, but without one. Whatever is left of it goes with its first process, and that with us.
 */
export function recorded(recording: Recording, program: readonly string[]): string[] {
  const words = [process.execPath, import.meta.filename, JSON.stringify(recording), ...program];
  return [...alone, '--pid', '--fork', '--kill-child', ...words];
}

/** @returns status of the program */
async function record({ disk, file, log }: Recording, program: readonly string[]): Promise<number> {
  for (const path of [file, log]) {
    writeFileSync(path, '');
  }
  const nodes = [
    `driver=file,node-name=target,filename=${disk}`,
    `driver=file,node-name=log,filename=${log}`,
    'driver=blklogwrites,node-name=recorded,file=target,log=log,log-append=off',
  ];
  const shown = `type=fuse,id=shown,node-name=recorded,mountpoint=${file},writable=on`;
  const words = [...nodes.flatMap((node) => ['--blockdev', node]), '--export', shown];
  const daemon = start(['qemu-storage-daemon', ...words]);
  await appears(file, daemon);
  // Its mounts are not the daemon's: one that is killed would have to unmount them, and wait for itself.
  const worker = start([...alone, ...program]);
  const status = await worker.ended;
  daemon.kill();
  await daemon.ended;
  return status;
}

function start([program = '', ...words]: readonly string[]) {
  const child = spawn(program, words, { stdio: 'inherit' });
  const ended = once(child, 'close').then(([status]) => Number(status ?? 1));
  return { ended, isOver: () => child.exitCode !== null, kill: () => child.kill() };
}

async function appears(file: string, { isOver }: ReturnType<typeof start>): Promise<void> {
  for (let waitedMs = 0; statfsSync(file).type !== fuse; waitedMs += pollMs) {
    if (isOver() || waitedMs >= boundMs) {
      throw new Error('qemu-storage-daemon does not show the disk as a file: is there /dev/fuse?');
    }
    await sleep(pollMs);
  }
}

if (import.meta.main) {
  const [recording = '', ...program] = process.argv.slice(2);
  process.exitCode = await record(JSON.parse(recording), program);
}
