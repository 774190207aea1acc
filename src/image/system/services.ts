/**
 * Which service starts in which OpenRC runlevel. Inside a runlevel the services' own `depend` decides. What has to be there
 * before any service is no service: `rootfs/usr/lib/k3os/make-ready`.
 */
export const runlevels: Readonly<Record<string, readonly string[]>> = {
  boot: ['syslog', 'k3os-boot', 'interfaces', 'dbus', 'connman'],
  // k3s-service is in none: the last step of ccapply starts it. Nor are those that a card or a hypervisor enables: wpa_supplicant,
  // vmtoolsd.
  default: [
    'sshd',
    'chrony',
    'pods',
    'network-online',
    'time-sync',
    'ccapply',
    'installer',
    'k3os-keys',
    'health',
  ],
  // Nothing starts in it: whatever else runs is stopped.
  shutdown: [],
};
