import { matching } from './text.ts';

/** `net.ipv4.ip_forward`, `net.ipv4.conf.eth0/100.rp_filter`; no way out of /proc/sys. */
export const sysctlKey = matching(
  /^[a-z0-9_-]+([./][A-Za-z0-9_-]+([:][A-Za-z0-9_-]+)?)+$/,
  'a sysctl name such as net.ipv4.ip_forward',
);

/** Texts of the kernel that may be empty; a number that is missing was forgotten. */
const mayBeEmpty = new Set([
  'kernel.core_pattern',
  'kernel.hotplug',
  'kernel.modprobe',
  'net.ipv4.ip_local_reserved_ports',
]);

export function sysctlEntry(key: string, value: string): string | undefined {
  const isEmpty = value === '' && !mayBeEmpty.has(key.replaceAll('/', '.'));
  return sysctlKey(key) ?? (isEmpty ? 'has no value' : undefined);
}

/** As modprobe takes it, parameters included: `zram num_devices=2`. A leading dash would be an option. */
export const moduleName = matching(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}( +[A-Za-z0-9_]+(=[^\s\0]*)?)*$/,
  'a kernel module name, or name and parameters such as zram num_devices=2',
);
