/** A line that no healthy console shows. */
export interface Denied {
  /** What a test that provokes it names in `allow`. */
  readonly id: string;
  readonly pattern: RegExp;
  readonly meaning: string;
}

/**
 * Stalls and lock-ups of a processor are not in it: in an emulated machine on a busy host they say something
 * about the host only.
 */
export const denyList = [
  {
    id: 'panic',
    pattern: /Kernel panic - not syncing/,
    meaning: 'the kernel gave up',
  },
  {
    id: 'oops',
    pattern: /\b(Oops|BUG): (?!soft lockup)|kernel BUG at |general protection fault|KASAN:/,
    meaning: 'a fault inside the kernel',
  },
  {
    id: 'kernel-warning',
    pattern: /WARNING: CPU: \d+ PID: \d+/,
    meaning: 'the kernel found itself in a state it should never be in',
  },
  {
    id: 'hung-task',
    pattern: /INFO: task .* blocked for more than \d+ seconds/,
    meaning: 'a process waits for something that does not come',
  },
  {
    id: 'initrd',
    pattern: /Initramfs unpacking failed|Warning: unable to open an initial console/,
    meaning: 'the initrd is cut off or damaged',
  },
  {
    id: 'file-system',
    pattern: /(EXT4-fs|SQUASHFS|FAT-fs|ISOFS)[^:]*:? ?(error|warning)|JBD2: .*error/i,
    meaning: 'a file system is damaged, or was not unmounted',
  },
  {
    id: 'disk',
    pattern: /\bI\/O error\b|rejecting I\/O to offline device/,
    meaning: 'a disk does not answer, or is shorter than what is on it',
  },
  {
    id: 'out-of-memory',
    pattern: /Out of memory: Killed process|invoked oom-killer|Memory cgroup out of memory/,
    meaning: 'the machine is too small for what runs on it',
  },
  {
    id: 'crash',
    pattern: /segfault at |traps: .* (trap|general protection)|core dumped/,
    meaning: 'a program crashed',
  },
  {
    id: 'module',
    pattern: /modprobe: (FATAL|ERROR)|module verification failed|Unknown symbol /,
    meaning: 'a kernel module is missing or does not fit the kernel',
  },
  {
    id: 'exception',
    pattern: /Traceback \(most recent call last\)|^Node\.js v\d|UnhandledPromiseRejection/,
    meaning: 'a program ended by an exception that nobody expected',
  },
  {
    id: 'command-not-found',
    pattern: /command not found|\bsh: .*: not found|^can't (run|execute) '/,
    meaning: 'a script calls a program that the image does not have',
  },
  {
    id: 'script',
    pattern: /^\/\S+: line \d+: /,
    meaning: 'a shell script does something that cannot be done',
  },
  {
    id: 'service',
    pattern: /ERROR: .* failed to (start|stop)|ERROR: cannot start .* as .* would not start/,
    meaning: 'a service of OpenRC did not start',
  },
  {
    id: 'boot-loader',
    // From 2.12 on with the file and line of GRUB's own source in front.
    pattern:
      /grub rescue>|^error: (\S*grub-core\S*)?(file `|disk `|no such |unknown filesystem|you need to load)/,
    meaning: 'GRUB misses a file or a disk',
  },
] as const satisfies readonly Denied[];

export type DeniedId = (typeof denyList)[number]['id'];

/** The first entry that a line is on; undefined for a line that is all right. */
export function deniedBy(line: string, allow: readonly DeniedId[] = []): Denied | undefined {
  return denyList.find(({ id, pattern }) => pattern.test(line) && !allow.includes(id));
}
