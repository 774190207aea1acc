import { runTool } from '../build/run-tool.ts';

/**
 * What starts after what, as OpenRC itself works it out from all `depend` functions, put where a boot takes it from. Without it
 * every boot starts some sixty programs to find the same. It counts as old once a script or setting is newer.
 * @param folder the system, with its `/etc` still in place
 */
export async function addServiceOrder(folder: string): Promise<void> {
  await runTool([
    'unshare',
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-ec',
    script,
    'sh',
    folder,
  ]);
}

/** `rootfs/usr/lib/k3os/start-services` takes it from there. */
const script = `
mount -t tmpfs run "$1/run"
mkdir -p "$1/run/openrc" "$1/usr/lib/rc/cache"
chroot "$1" /usr/lib/rc/bin/rc-depend -u
cp "$1/run/openrc/deptree" "$1/usr/lib/rc/cache/deptree"
`;
