/** Of the packages that were unpacked for the kernel, whether an image has something of it: what it depends on, it does not have. */
export function isInImage(name: string, asked: readonly string[]): boolean {
  return /^linux-image-\d/.test(name) || (asked.includes(name) && !isMeta(name));
}

/** `linux-image-amd64` has no files, only a dependency on the kernel of the day. */
function isMeta(name: string): boolean {
  return name.startsWith('linux-image-');
}
