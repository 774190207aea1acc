import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../../../src/dev/build.ts';
import { readProfile } from '../../../src/image/build/profile.ts';
import { makeInitrd } from '../../../src/image/media/initrd.ts';

const drivers = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'];

/** PID 1, as short as one can be: what Debian makes by itself takes seconds more. */
export const referenceInit = `#!/bin/sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do
	insmod "/modules/$module"
done </modules/order
until mount -t ext4 -o ro /dev/vda /system; do sleep 0.1; done
for place in proc sys dev; do
	mount --move "/$place" "/system/$place"
done
exec switch_root /system /sbin/init
`;

/** The initrd of a Debian whose root is on `device`, with the drivers of this kernel stage. */
export async function makeReferenceInitrd(
  file: string,
  kernel: string,
  device = '/dev/vda',
): Promise<void> {
  const parts = `${file}.parts`;
  const [scripts, tree] = [join(parts, 'scripts'), join(parts, 'tree')];
  mkdirSync(scripts, { recursive: true });
  const init = referenceInit.replace('/dev/vda ', `${device} `);
  writeFileSync(join(scripts, 'init'), init, { mode: 0o755 });
  const profile = { ...readProfile(project), initrdFirst: drivers };
  await makeInitrd(tree, file, { scripts, kernel, profile, files: {}, epoch: 0 });
  rmSync(parts, { recursive: true });
}
