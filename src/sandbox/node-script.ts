import { renderLayoutScript } from '../boot/layout-script.ts';
import { singleQuote } from '../lib/shell-quote.ts';

export interface NodeScriptOptions {
  /** The node's own folder: `data`, `system`, `cmdline` and the mount point `root` are in it. */
  readonly folder: string;
  /** The system image, as a folder. */
  readonly image: string;
  /** What is in its drives: name of the device → image file. */
  readonly media: Readonly<Record<string, string>>;
  /** Network namespace, a name below /run/netns; its links are eth0 and, where plugged in, eth1 to eth9. */
  readonly netns: string;
  /** Folder of a version 2 control group for the node; undefined: the host has none. */
  readonly cgroup: string | undefined;
}

/**
 * Runs one node until it is switched off. A reboot inside the node ends its namespaces with SIGHUP (status 129) and
 * is a new start here, from the same persistent data; power-off ends with SIGINT.
 */
export function renderRunScript({ folder, netns, cgroup }: NodeScriptOptions): string {
  return lines([
    'set -u',
    ...(cgroup === undefined ? [] : [`echo $$ >${singleQuote(`${cgroup}/cgroup.procs`)}`]),
    'while :; do',
    // What a power cycle does: cards lose their addresses, links made by software are gone.
    `  ip -n ${netns} -o link show | awk -F': ' '{sub(/@.*/, "", $2); print $2}' | while read -r link; do`,
    '    case $link in',
    '    lo) ;;',
    `    eth[0-9]) ip -n ${netns} link set "$link" down mtu 1500; ip -n ${netns} addr flush dev "$link" ;;`,
    `    *) ip -n ${netns} link del "$link" 2>/dev/null ;;`,
    '    esac',
    '  done',
    `  nsenter --net=/run/netns/${netns} unshare --mount --propagation private --uts --ipc --cgroup --pid --fork --kill-child \\`,
    `    sh ${singleQuote(`${folder}/boot.sh`)}`,
    '  status=$?',
    '  [ "$status" -eq 129 ] || exit "$status"',
    'done',
  ]);
}

/** From empty namespaces to PID 1: what firmware, kernel and initrd do for a machine. */
export function renderBootScript({ folder, image, media }: NodeScriptOptions): string {
  return [
    lines([
      `target=${singleQuote(`${folder}/root`)} image=${singleQuote(image)} system=${singleQuote(`${folder}/system`)} data=${singleQuote(`${folder}/data`)}`,
      'mkdir -p "$target" "$data"',
      // Whose name the host has is none of the node's business.
      'hostname localhost',
    ]),
    renderLayoutScript(),
    lines([...kernelFileSystems(folder), ...devices, ...drives(media), ...enterRoot]),
  ].join('');
}

/** Settings of the kernel are the host's, and read-only, but for the network's and the host name's: those are the namespace's. */
function kernelFileSystems(folder: string): string[] {
  return [
    'mount -t proc -o nosuid,nodev,noexec proc "$target/proc"',
    `mount --bind ${singleQuote(`${folder}/cmdline`)} "$target/proc/cmdline"`,
    'mount --bind "$target/proc/sys" "$target/proc/sys"',
    'for own in net kernel/hostname kernel/domainname; do mount --bind "$target/proc/sys/$own" "$target/proc/sys/$own"; done',
    'mount -o remount,bind,ro "$target/proc/sys"',
    // Another one for each start, as a machine has it.
    `cat /proc/sys/kernel/random/uuid >${singleQuote(`${folder}/boot-id`)}`,
    `mount --bind ${singleQuote(`${folder}/boot-id`)} "$target/proc/sys/kernel/random/boot_id"`,
    '[ ! -e "$target/proc/sysrq-trigger" ] || mount --bind /dev/null "$target/proc/sysrq-trigger"',
    'mount -t sysfs -o nosuid,nodev,noexec,ro sysfs "$target/sys"',
  ];
}

const devices = [
  'mount -t tmpfs -o mode=755,nosuid,size=64k tmpfs "$target/dev"',
  'mkdir "$target/dev/pts" "$target/dev/shm" "$target/dev/mqueue" "$target/dev/net"',
  'for device in null zero full random urandom tty kmsg fuse net/tun; do',
  '  [ -e "/dev/$device" ] || continue',
  '  : >"$target/dev/$device"; mount --bind "/dev/$device" "$target/dev/$device"',
  'done',
  'mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$target/dev/pts"',
  'mount -t tmpfs -o mode=1777,nosuid,nodev,size=64m tmpfs "$target/dev/shm"',
  'mount -t mqueue -o nosuid,nodev,noexec mqueue "$target/dev/mqueue"',
  'ln -s pts/ptmx "$target/dev/ptmx"',
  'ln -s /proc/self/fd "$target/dev/fd"',
  ...['stdin', 'stdout', 'stderr'].map(
    (name, fd) => `ln -s /proc/self/fd/${fd} "$target/dev/${name}"`,
  ),
  // The pseudo-terminal that `script` records.
  ': >"$target/dev/console"; mount --bind "$(readlink /proc/self/fd/0)" "$target/dev/console"',
];

/** Of its own; none of the host's. */
function drives(media: NodeScriptOptions['media']): string[] {
  const folder = '"$target/sys/class/block"';
  return [
    `mount -t tmpfs -o mode=755,nosuid,nodev,noexec,size=64k tmpfs ${folder}`,
    ...Object.entries(media).flatMap(([name, image]) => [
      `mkdir ${folder}/${name}`,
      `echo "$(($(stat -c %s ${singleQuote(image)}) / 512))" >${folder}/${name}/size`,
      `: >"$target/dev/${name}"`,
      `mount --bind ${singleQuote(image)} "$target/dev/${name}"`,
      `mount -o remount,bind,ro "$target/dev/${name}"`,
    ]),
    `mount -o remount,ro ${folder}`,
  ];
}

const enterRoot = [
  'echo sandbox >"$target/run/k3os/mode"',
  'cd "$target"',
  'pivot_root . mnt',
  'umount -l /mnt',
  'cd /',
  'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  // Failure is on the console and in the report; a node that boots can be mended.
  'k3os config --initrd </dev/null || true',
  // The clock and the modules belong to the host.
  'exec env -i PATH="$PATH" TERM=linux setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio /sbin/init',
];

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}
