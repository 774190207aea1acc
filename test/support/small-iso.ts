import { spawnSync } from 'node:child_process';
import { copyFileSync, symlinkSync } from 'node:fs';
import { tempRoot } from './temp-root.ts';

export const menu = `set timeout=0
set append=
if [ -f /boot/grub/append.cfg ]; then
	source /boot/grub/append.cfg
fi
menuentry live {
	linux /k3os/system/kernel/current/vmlinuz k3os.mode=live $append
}
`;

export interface SmallIso {
  readonly label?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** A medium with all the boot loaders of a real one and hardly anything to boot. */
export function smallIso({ label = 'K3OS', files = {} }: SmallIso = {}): string {
  const tree = tempRoot({
    '/boot/grub/grub.cfg': menu,
    '/k3os/system/kernel/6.12/vmlinuz': 'kernel',
    '/k3os/system/kernel/6.12/initrd': 'initrd',
    ...files,
  });
  symlinkSync('6.12', tree.at('/k3os/system/kernel/current'));
  const iso = tempRoot().at('/k3os-amd64.iso');
  must(['grub-mkrescue', `--output=${iso}`, tree.path, '--', '-volid', label]);
  return iso;
}

export function copyOf(iso: string, name = 'k3os-amd64.iso'): string {
  const copy = tempRoot().at(`/${name}`);
  copyFileSync(iso, copy);
  return copy;
}

/** Content of a file on an ISO, undefined when it has none. */
export function fileOn(iso: string, path: string): string | undefined {
  const target = tempRoot();
  const words = ['-osirrox', 'on', '-indev', iso, '-extract_single', path, target.at('/file')];
  spawnSync('xorriso', words);
  return target.text('/file');
}

/** `-rw------- 1 0 0`: permissions, links and owner of a file on an ISO. */
export function listingOf(iso: string, path: string): string {
  const listing = must(['xorriso', '-indev', iso, '-lsl', path]);
  return listing.trim().split(/\s+/).slice(0, 4).join(' ');
}

export function must(argv: readonly [string, ...string[]]): string {
  const [program, ...words] = argv;
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${argv.join(' ')}: ${error?.message ?? stderr}`);
  }
  return stdout;
}
