/**
 * What stands before the content of a file in a cpio archive of the kind that Linux unpacks (`newc`, described in cpio(5) and in
 * Documentation/driver-api/early-userspace/buffer-format.rst of Linux). A boot loader that loads this, the file and `archiveEnd`
 * one after the other has made an archive of the file. GRUB can do so itself (`newc:`), but forgets the end of the name, and
 * Linux refuses that since 6.12.
 * @param size bytes of the file; what follows it must be at a multiple of four
 */
export function archiveHead(name: string, size: number, epoch: number): Buffer {
  const fields = {
    inode: 0,
    mode: 0o100644,
    ...{ uid: 0, gid: 0, links: 1 },
    mtime: epoch,
    size,
    ...{ major: 0, minor: 0, deviceMajor: 0, deviceMinor: 0 },
    nameSize: name.length + 1,
    check: 0,
  };
  const numbers = Object.values(fields).map((value) => value.toString(16).padStart(8, '0'));
  const text = `070701${numbers.join('')}${name}\0`;
  return Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4, '\0'), 'latin1');
}

export function archiveEnd(): Buffer {
  return archiveHead('TRAILER!!!', 0, 0);
}
