/** Dots separate, unless the key is written with slashes: `net/ipv4/conf/eth0.100/rp_filter` (sysctl.d(5)). */
export function sysctlPath(key: string): string {
  const slashFirst = /^[^./]*\//.test(key);
  const path = slashFirst
    ? key
    : key.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
  return `/proc/sys/${path}`;
}
