import { describe, expect, it } from 'vitest';
import { deniedBy, denyList } from '../../../src/vm/deny-list.ts';

describe('the deny list', () => {
  const bad = [
    ['panic', '[    3.77] Kernel panic - not syncing: sysrq triggered crash'],
    [
      'panic',
      '[    1.20] Kernel panic - not syncing: VFS: Unable to mount root fs on "" or unknown',
    ],
    ['oops', '[    9.01] BUG: kernel NULL pointer dereference, address: 0000000000000008'],
    ['oops', '[    9.02] Oops: 0002 [#1] PREEMPT SMP NOPTI'],
    ['kernel-warning', '[    2.10] WARNING: CPU: 0 PID: 1 at kernel/sched/core.c:1 x+0x1/0x2'],
    ['hung-task', '[  245.1] INFO: task jbd2/vda2-8:88 blocked for more than 120 seconds.'],
    ['initrd', '[    0.91] Initramfs unpacking failed: ZSTD-compressed data is corrupt'],
    ['file-system', '[   12.3] EXT4-fs error (device vda2): ext4_lookup:1787: inode #12'],
    ['file-system', '[   12.3] EXT4-fs (vda2): warning: mounting fs with errors'],
    ['file-system', '[   12.3] SQUASHFS error: Failed to read block 0x5d: -5'],
    ['disk', '[   12.3] I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0'],
    ['disk', '[   12.3] Buffer I/O error on dev sr0, logical block 7, async page read'],
    ['out-of-memory', '[   33.1] Out of memory: Killed process 311 (k3s) total-vm:1'],
    ['crash', '[   33.1] k3os[311]: segfault at 8 ip 0000 sp 0000 error 4 in k3os'],
    ['module', 'modprobe: FATAL: Module overlay not found in directory /lib/modules/6.12'],
    ['exception', 'Traceback (most recent call last):'],
    ['exception', 'Node.js v26.10.0'],
    ['command-not-found', '-bash: foo: command not found'],
    ['command-not-found', '/etc/init.d/x: line 3: foo: command not found'],
    ['command-not-found', '/init: sh: losetup: not found'],
    ['script', "/init: line 96: can't open /dev/null: no such file"],
    ['service', ' * ERROR: sshd failed to start'],
    ['boot-loader', 'grub rescue> '],
    ['boot-loader', "error: file `/k3os/system/kernel/current/vmlinuz' not found."],
    ['boot-loader', "error: ../../grub-core/kern/disk.c:236:disk `hd0,gpt2' not found."],
    ['boot-loader', 'error: no such device: K3OS_STATE.'],
  ] as const;

  it.each(bad)('knows a line of %s: %s', (id, line) => {
    expect(deniedBy(line)?.id).toBe(id);
    expect(deniedBy(line, [id])?.id).not.toBe(id);
  });

  it.each([
    '[    0.00] Command line: BOOT_IMAGE=/vmlinuz panic=10 console=ttyS0 quiet',
    '[    1.00] EXT4-fs (vda2): mounted filesystem 01 r/w with ordered data mode. Quota mode: none.',
    '[    1.00] EXT4-fs (vda2): recovery complete',
    '[   55.11] watchdog: BUG: soft lockup - CPU#0 stuck for 24s! [k3os:262]',
    '[    0.50] ACPI: button: Power Button [PWRF]',
    ' * Starting sshd ... [ ok ]',
    'error: site.yaml:7: k3os.sysctlz: unknown key, did you mean k3os.sysctls?',
    'k3os-booted mode=live outcome=degraded',
  ])('has nothing against: %s', (line) => {
    expect(deniedBy(line)).toBeUndefined();
  });

  it('has an example of each entry here', () => {
    const examples = new Set<string>(bad.map(([id]) => id));

    expect(denyList.map(({ id }) => id).filter((id) => !examples.has(id))).toEqual([]);
  });
});
