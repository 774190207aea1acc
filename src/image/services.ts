/** Which service starts in which OpenRC runlevel. Inside a runlevel the services' own `depend` decides. */
export const runlevels: Readonly<Record<string, readonly string[]>> = {
  sysinit: ['kernel-mounts', 'udev'],
  boot: [
    'clock',
    'kernel-modules',
    'sysctl',
    'loopback',
    'syslog',
    'k3os-boot',
    'interfaces',
    'dbus',
    'wpa_supplicant',
    'connman',
  ],
  // k3s-service is in none: the last step of ccapply starts it.
  default: [
    'power-button',
    'sshd',
    'chrony',
    'pods',
    'network-online',
    'time-sync',
    'ccapply',
    'k3os-keys',
    'log-limit',
  ],
  // Nothing starts in it: whatever else runs is stopped.
  shutdown: [],
};
