import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realSystem } from '../../../src/effects/real-system.ts';
import type { System } from '../../../src/effects/system.ts';
import { settingsOf } from '../../../src/install/settings.ts';
import { runTakeover } from '../../../src/install/takeover/run-takeover.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { output } from './disk-image.ts';

export const oldMenu = `set timeout=0
menuentry Debian {
	linux /vmlinuz root=/dev/vda3 console=ttyS0
	initrd /initrd.img
}
`;
export const uuid = '5b0c7f5a-2c1e-4f5e-9d0b-6f1d0c5e7a11';

/** A Linux on a disk of its own, as far as a boot loader knows it; its root is mounted at `top`. */
export interface OtherLinux {
  readonly file: string;
  readonly device: string;
  readonly top: string;
  end(): void;
}

interface Given {
  readonly features?: string;
  /** Name of the folder of GRUB. */
  readonly grub?: string;
  readonly kernel?: { readonly vmlinuz: Buffer; readonly initrd: Buffer };
}

export function otherLinux({
  features = 'metadata_csum,64bit',
  grub = 'grub',
  kernel = { vmlinuz: Buffer.from('a kernel'), initrd: Buffer.from('initrd') },
}: Given = {}): OtherLinux {
  const { path } = tempRoot();
  const [file, top] = [join(path, 'disk.img'), join(path, 'root')];
  output('truncate', '--size=1300M', file);
  output('mkfs.ext4', '-q', '-F', '-L', 'cloudimg-rootfs', '-U', uuid, '-O', features, file);
  const device = output('losetup', '--find', '--show', file).trim();
  mkdirSync(top);
  output('mount', device, top);
  for (const [name, content] of Object.entries({
    ...files(grub),
    vmlinuz: kernel.vmlinuz,
    'initrd.img': kernel.initrd,
  })) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), content);
  }
  for (const platform of ['i386-pc', 'x86_64-efi']) {
    const to = join(top, 'boot', grub, platform);
    cpSync(`/usr/lib/grub/${platform}`, to, { recursive: true });
  }
  // It was there long before: nothing of it is in the journal only.
  output('umount', top);
  output('mount', device, top);
  return {
    ...{ file, device, top },
    end() {
      execFileSync('umount', [top]);
      execFileSync('losetup', ['--detach', device]);
    },
  };
}

const files = (grub: string): Record<string, string | Buffer> => ({
  'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  'etc/fstab': 'LABEL=cloudimg-rootfs / ext4 defaults 0 1\n',
  'home/alice/notes': 'mine\n',
  'usr/bin/bash': 'bash\n',
  [`boot/${grub}/grub.cfg`]: oldMenu,
});

/** The machine, but that its disk is a real one, and that BIOS has started it. */
export function machineOf(more: Partial<System> = {}): System {
  const system = realSystem('/');
  const hidden = ['/sys/firmware/efi', '/run/k3os/mode'];
  return {
    ...system,
    files: {
      ...system.files,
      status: (path) => (hidden.includes(path) ? undefined : system.files.status(path)),
    },
    exec: async (argv, options) =>
      argv[0] === 'lsblk'
        ? { status: 0, timedOut: false, stdout: 'part\n', stderr: '' }
        : system.exec(argv, options),
    ...more,
  };
}

export async function takeover(
  linux: Pick<OtherLinux, 'top'>,
  iso: { readonly file: string; readonly sha256: string },
  given: { system?: System; planOnly?: boolean; device?: string } = {},
): Promise<{ exitCode: unknown; said: string }> {
  const said: string[] = [];
  const tell = (line: string) => said.push(line);
  const config = tempRoot({ '/node.yaml': 'k3os: {password: rancher}\n' }).at('/node.yaml');
  const { system = machineOf(), planOnly = false, device } = given;
  const isoUrl = `${iso.file}#${iso.sha256}`;
  const exitCode = await runTakeover(
    {
      system,
      settings: { ...settingsOf(), takeover: true, isoUrl, configUrl: config, device },
      ...{ own: {}, ask: undefined, planOnly, print: tell, warn: tell },
    },
    linux.top,
  ).catch((error: Error) => error.message);
  return { exitCode, said: said.join('\n') };
}

/** Files as GRUB finds them on the disk as it is; undefined where it does not. */
export function asGrubReads(disk: string, path: string): string | undefined {
  const text = output('grub-fstest', disk, 'cat', `(loop0)${path}`);
  return text.startsWith('FAILED') ? undefined : text;
}
