import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTool } from './run-tool.ts';
import type { Epoch } from './squashfs.ts';

/** Label by which a booted system finds its medium; k3OS's. */
export const mediumLabel = 'K3OS';

export interface IsoParts {
  readonly vmlinuz: string;
  readonly initrd: string;
  readonly kernelSquashfs: string;
  /** Of the kernel, names its folder. */
  readonly kernelVersion: string;
  /** Text of the boot menu. */
  readonly menu: string;
  /** Text of the user's config.yaml. */
  readonly config: string | undefined;
  readonly epoch: Epoch;
}

/** `folder` becomes the tree of the medium, `file` an ISO that boots as CD and as disk, on BIOS and UEFI. */
export async function makeIso(folder: string, file: string, parts: IsoParts): Promise<void> {
  const kernel = `k3os/system/kernel/${parts.kernelVersion}`;
  const copies = {
    [`${kernel}/vmlinuz`]: parts.vmlinuz,
    [`${kernel}/initrd`]: parts.initrd,
    [`${kernel}/kernel.squashfs`]: parts.kernelSquashfs,
  };
  for (const [path, source] of Object.entries(copies)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    copyFileSync(source, join(folder, path));
    chmodSync(join(folder, path), 0o644);
  }
  symlinkSync(parts.kernelVersion, join(folder, 'k3os/system/kernel/current'));
  mkdirSync(join(folder, 'boot/grub'), { recursive: true });
  writeFileSync(join(folder, 'boot/grub/grub.cfg'), parts.menu);
  if (parts.config !== undefined) {
    writeFileSync(join(folder, 'k3os/system/config.yaml'), parts.config, { mode: 0o600 });
  }

  const date = new Date(parts.epoch * 1000)
    .toISOString()
    .replace(/[-:T]/g, '')
    .slice(0, 16)
    .replace('.', '');
  await runTool(
    [
      'grub-mkrescue',
      `--output=${file}`,
      ...['--product-name=k3os', '--modules=part_gpt part_msdos'],
      // Eleven megabytes for a menu in English on a text console.
      ...['--locales=', '--fonts=', '--themes='],
      folder,
      '--',
      ...['-volid', mediumLabel],
      ...['-volume_date', 'all_file_dates', 'set_to_mtime'],
      ...['-volume_date', 'uuid', `${date.padEnd(16, '0')}`],
      ...['-chown_r', '0', '/', '--', '-chgrp_r', '0', '/', '--'],
      ...['-alter_date_r', 'b', `=${parts.epoch}`, '/', '--'],
    ],
    { env: { SOURCE_DATE_EPOCH: String(parts.epoch), TZ: 'UTC' } },
  );
}
