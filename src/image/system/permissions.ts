/** Where git's "executable or not" is not enough; paths in the image before /etc is moved. */
export const permissions: Readonly<Record<string, number>> = {
  'etc/shadow': 0o640,
  'etc/gshadow': 0o640,
  'etc/sudoers': 0o440,
  'etc/sudoers.d': 0o750,
  'etc/sudoers.d/rancher': 0o440,
};

/** The only programs that run with more rights than their caller has. */
export const setIdPrograms: readonly string[] = [
  '/usr/bin/passwd',
  '/usr/bin/sudo',
  '/usr/sbin/unix_chkpwd',
];

/** Links of the image; targets as seen on the node. */
export const programLinks: Readonly<Record<string, string>> = {
  'usr/sbin/init': '/usr/bin/busybox',
  'usr/sbin/poweroff': '/usr/bin/busybox',
  'usr/sbin/reboot': '/usr/bin/busybox',
  'usr/sbin/halt': '/usr/bin/busybox',
  'usr/sbin/getty': '/usr/bin/busybox',
  'usr/bin/vi': '/usr/bin/busybox',
  'usr/bin/ping': '/usr/bin/busybox',
  'usr/bin/wget': '/usr/bin/busybox',
  // The k3s of /k3os/system is exchanged by upgrades; its other names are read from argv[0].
  'usr/sbin/k3s': '/k3os/system/k3s/current/k3s',
  'usr/sbin/kubectl': 'k3s',
  'usr/sbin/crictl': 'k3s',
  'usr/sbin/ctr': 'k3s',
  'usr/local': '/var/local',
  'etc/localtime': '/usr/share/zoneinfo/UTC',
  'etc/resolv.conf': '/run/connman/resolv.conf',
  'etc/mtab': '/proc/self/mounts',
  // The identity a server checks when a node comes back; as on k3OS.
  'etc/rancher/node': '/var/lib/rancher/k3os/node',
};
