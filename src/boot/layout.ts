/**
 * Where everything of a running node lives, in the order it is put together. Paths are the node's own.
 * - image: read-only from the system image.
 * - overlay: the image's below, what is written in memory above.
 * - system: read-only from /k3os/system of the state partition.
 * - state: persistent, a folder of the data on the state partition.
 * - tmpfs: empty at every boot.
 */
export type LayoutEntry =
  | { readonly kind: 'tmpfs'; readonly path: string; readonly mode: number; readonly size?: string }
  | { readonly kind: 'image'; readonly path: string }
  /** A folder of the image that can be written to, until the machine is switched off. */
  | {
      readonly kind: 'overlay';
      readonly path: string;
      readonly from: string;
      readonly mode: number;
      readonly size: string;
    }
  | { readonly kind: 'system'; readonly path: string }
  | { readonly kind: 'state'; readonly path: string; readonly from: string }
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly mode: number;
      readonly owner?: string;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  /** A copy of a folder of the image, made once: where there is one, it stays. */
  | {
      readonly kind: 'copy';
      readonly path: string;
      readonly from: string;
      readonly owner: string;
    }
  /** 32 hex digits made once, kept in `from` (persistent), copied to `path`. */
  | { readonly kind: 'machine-id'; readonly path: string; readonly from: string };

/** The whole layout of a running node, the one k3OS had. Change it here and nowhere else. */
export const layout: readonly LayoutEntry[] = [
  { kind: 'tmpfs', path: '/', mode: 0o755, size: '25%' },
  { kind: 'image', path: '/usr' },
  { kind: 'link', path: '/bin', target: 'usr/bin' },
  { kind: 'link', path: '/sbin', target: 'usr/sbin' },
  { kind: 'link', path: '/lib', target: 'usr/lib' },
  { kind: 'link', path: '/lib64', target: 'usr/lib64' },
  { kind: 'directory', path: '/proc', mode: 0o555 },
  { kind: 'directory', path: '/sys', mode: 0o555 },
  { kind: 'directory', path: '/dev', mode: 0o755 },
  { kind: 'directory', path: '/mnt', mode: 0o755 },
  { kind: 'directory', path: '/media', mode: 0o755 },
  { kind: 'directory', path: '/srv', mode: 0o755 },
  { kind: 'directory', path: '/boot', mode: 0o755 },
  { kind: 'directory', path: '/root', mode: 0o700 },
  { kind: 'tmpfs', path: '/run', mode: 0o755, size: '20%' },
  { kind: 'directory', path: '/run/lock', mode: 0o1777 },
  { kind: 'directory', path: '/run/k3os', mode: 0o755 },
  { kind: 'tmpfs', path: '/tmp', mode: 0o1777, size: '50%' },
  // k3OS copied it; hundreds of files would take as long as a start of k3s.
  { kind: 'overlay', path: '/etc', from: '/usr/etc', mode: 0o755, size: '10%' },
  { kind: 'system', path: '/k3os/system' },

  { kind: 'state', path: '/var', from: 'var' },
  { kind: 'state', path: '/home', from: 'home' },
  { kind: 'state', path: '/opt', from: 'opt' },
  { kind: 'directory', path: '/var/cache', mode: 0o755 },
  { kind: 'directory', path: '/var/lib', mode: 0o755 },
  { kind: 'directory', path: '/var/lib/chrony', mode: 0o750, owner: '_chrony:_chrony' },
  { kind: 'directory', path: '/var/lib/connman', mode: 0o700 },
  { kind: 'directory', path: '/var/lib/dbus', mode: 0o755 },
  { kind: 'directory', path: '/var/lib/rancher', mode: 0o755 },
  { kind: 'directory', path: '/var/lib/rancher/k3os', mode: 0o755 },
  { kind: 'directory', path: '/var/lib/rancher/k3os/config.d', mode: 0o700 },
  { kind: 'directory', path: '/var/lib/rancher/k3os/node', mode: 0o700 },
  { kind: 'directory', path: '/var/lib/rancher/k3os/ssh', mode: 0o700 },
  { kind: 'directory', path: '/var/lib/sudo', mode: 0o700 },
  // /usr/local of the image points here.
  { kind: 'directory', path: '/var/local', mode: 0o755 },
  { kind: 'directory', path: '/var/local/bin', mode: 0o755 },
  { kind: 'directory', path: '/var/local/sbin', mode: 0o755 },
  { kind: 'directory', path: '/var/log', mode: 0o755 },
  { kind: 'directory', path: '/var/log/k3os', mode: 0o755 },
  { kind: 'directory', path: '/var/log/chrony', mode: 0o750, owner: '_chrony:_chrony' },
  { kind: 'directory', path: '/var/mail', mode: 0o1777 },
  { kind: 'directory', path: '/var/spool', mode: 0o755 },
  { kind: 'directory', path: '/var/tmp', mode: 0o1777 },
  { kind: 'link', path: '/var/run', target: '/run' },
  { kind: 'link', path: '/var/lock', target: '/run/lock' },
  { kind: 'link', path: '/var/lib/dbus/machine-id', target: '/etc/machine-id' },
  { kind: 'copy', path: '/home/rancher', from: '/etc/skel', owner: 'rancher:rancher' },
  { kind: 'machine-id', path: '/etc/machine-id', from: '/var/lib/rancher/k3os/machine-id' },
];
