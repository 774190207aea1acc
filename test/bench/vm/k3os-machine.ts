import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfile } from '../../../src/image/build/profile.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { makeSquashfs } from '../../../src/image/build/squashfs.ts';
import type { Image } from '../../../src/image/image.ts';
import type { MachineSpec } from '../../../src/vm/machine-spec.ts';
import { k3osConfig } from './bench-node.ts';
import { stubK3s } from './stub-k3s.ts';

const version = 'v1.36.4+k3s1';

/** The image without k3s, with configuration and stub in an archive behind its initrd: the kernel unpacks both. */
export async function k3osMachine(
  project: string,
  image: Image,
  folder: string,
): Promise<Pick<MachineSpec, 'kernel'>> {
  const extra = join(folder, 'extra');
  mkdirSync(extra);
  writeFileSync(join(extra, 'config.yaml'), k3osConfig);
  await makeK3sSquashfs(project, join(folder, 'k3s'), join(extra, 'k3s.squashfs'));

  const initrd = join(folder, 'initrd');
  cpSync(image.initrd, initrd);
  const pack =
    'printf "%s\\n" config.yaml k3s.squashfs | cpio --quiet --create --format=newc >>"$1"';
  await runTool(['sh', '-ec', pack, 'sh', initrd], { cwd: extra });
  return { kernel: { image: image.vmlinuz, initrd, append: 'k3os.mode=live' } };
}

/** As an image has it: `VERSION/k3s`, and a link that says which is current. */
async function makeK3sSquashfs(project: string, tree: string, file: string): Promise<void> {
  mkdirSync(join(tree, version), { recursive: true });
  writeFileSync(join(tree, version, 'k3s'), stubK3s, { mode: 0o755 });
  symlinkSync(version, join(tree, 'current'));
  await makeSquashfs(tree, file, readProfile(project), 0, ['-all-root']);
}
