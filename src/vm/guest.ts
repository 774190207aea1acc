import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runTool } from '../image/build/run-tool.ts';
import { kernelFiles, versionOf } from '../image/kernel/kernel.ts';
import type { DirectKernel } from './machine-spec.ts';

export interface GuestOptions {
  /** Folder of the kernel stage of an image. */
  readonly kernel: string;
  /** Empty; gets the initrd. */
  readonly folder: string;
  /** What it does once it is up, as the first process: it must not end. */
  readonly script: string;
}

/** Network cards of kind e1000 and the power button; none of them needs another module. */
const modules = [
  'kernel/drivers/net/ethernet/intel/e1000/e1000.ko',
  'kernel/drivers/acpi/button.ko',
  'kernel/drivers/input/evdev.ko',
];

const preamble = [
  '#!/bin/busybox sh',
  '/bin/busybox --install -s /bin',
  'export PATH=/bin',
  'mount -t proc proc /proc',
  'mount -t sysfs sysfs /sys',
  'mount -t devtmpfs dev /dev',
  'for module in /modules/*; do insmod $module; done',
];

/** The smallest Linux there is: a kernel, a shell, and a word or two. It shows what a machine can do, in seconds. */
export async function makeGuest({ kernel, folder, script }: GuestOptions): Promise<DirectKernel> {
  const root = join(folder, 'root');
  for (const path of ['bin', 'dev', 'modules', 'proc', 'sys']) {
    mkdirSync(join(root, path), { recursive: true });
  }
  copyFileSync(join(kernel, kernelFiles.busybox), join(root, 'bin/busybox'));
  chmodSync(join(root, 'bin/busybox'), 0o755);
  for (const module of modules) {
    const source = join(kernel, kernelFiles.tree, 'lib/modules', versionOf(kernel), module);
    copyFileSync(source, join(root, 'modules', basename(module)));
  }
  writeFileSync(join(root, 'init'), [...preamble, script, ''].join('\n'), { mode: 0o755 });

  const initrd = join(folder, 'initrd');
  const pack = 'find . | cpio --quiet --create --format=newc >"$1"';
  await runTool(['sh', '-ec', pack, 'sh', initrd], { cwd: root });
  return {
    image: join(kernel, kernelFiles.vmlinuz),
    initrd,
    append: 'console=tty0 console=ttyS0 panic=-1 quiet',
  };
}
