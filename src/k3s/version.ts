/** Of `v1.36.4+k3s1`. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Also `1.36`, with patch 0. Undefined for what is no version. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch = '0'] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (major === undefined || minor === undefined) {
    return undefined;
  }

  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** How many minor versions `a` is ahead of `b`; negative when behind. */
export function minorsAhead(a: Version, b: Version): number {
  return (a.major - b.major) * 1000 + a.minor - b.minor;
}

/** A label value takes no `+` and at most 63 characters: `v1.36.4-k3s1`. */
export function asLabelValue(version: string): string {
  return version
    .replace(/[^A-Za-z0-9_.-]/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
