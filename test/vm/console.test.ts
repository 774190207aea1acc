import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTool } from '../../src/image/build/run-tool.ts';
import type { Machine } from '../../src/vm/machine.ts';
import { makeKey } from '../sandbox/support.ts';
import { tempRoot } from '../support/temp-root.ts';
import { logIn } from './log-in.ts';
import { bootMs, directBoot, nodeConfig, onNode } from './node.ts';
import { startVm } from './support.ts';

const answerMs = 60_000;
const endMs = 240_000;

/** What k3s and a person expect of a node: how to look, and what is seen. */
const expectations: Readonly<Record<string, { look: string; sees: RegExp }>> = {
  'control groups are passed on': {
    look: 'cat /sys/fs/cgroup/cgroup.subtree_control',
    sees: /^(?=.*\bcpu\b)(?=.*\bcpuset\b)(?=.*\bio\b)(?=.*\bmemory\b)(?=.*\bpids\b)(?=.*\bhugetlb\b)/,
  },
  'mounts of pods reach the node': { look: 'findmnt -no PROPAGATION /', sees: /^shared$/ },
  'AppArmor is on and has its parser': {
    look: 'echo $(cat /sys/module/apparmor/parameters/enabled) $(ls -d /sys/kernel/security/apparmor /usr/sbin/apparmor_parser | wc -l)',
    sees: /^Y 2$/,
  },
  'programs of the kernel have their file system': {
    look: 'findmnt -no FSTYPE /sys/fs/bpf',
    sees: /^bpf$/,
  },
  'it has an identity': { look: 'cat /etc/machine-id', sees: /^[0-9a-f]{32}$/ },
  'the kubelet finds the log of the kernel': { look: 'stat -c %F /dev/kmsg', sees: /^character/ },
  'drivers that load when opened can be opened': {
    look: 'stat -c %F /dev/fuse /dev/net/tun | uniq -c',
    sees: /^ *2 character/,
  },
  'k3s finds its modules': {
    look: 'lsmod | grep -cE "^(overlay|br_netfilter|nf_conntrack) "',
    sees: /^3$/,
  },
  'a first rule brings the modules it needs': {
    look: 'sudo iptables -t nat -A POSTROUTING -m comment --comment one -j MASQUERADE && lsmod | grep -cE "^(nf_tables|nft_compat|nft_chain_nat) "',
    sees: /^3$/,
  },
  'iptables is that of nftables': { look: '/usr/sbin/iptables -V', sees: /\(nf_tables\)$/ },
  'iptables is there once': { look: 'ls /usr/sbin | grep -c legacy', sees: /^0$/ },
  'settings of the image count': { look: 'cat /proc/sys/vm/overcommit_memory', sees: /^1$/ },
  'the kernel tells consoles of errors only': {
    look: 'cut -f1 /proc/sys/kernel/printk',
    sees: /^4$/,
  },
  'rancher may become root': { look: 'sudo -n -i id -un', sees: /^root$/ },
  'the clock is right after the image was built': {
    look: '[ "$(date +%s)" -ge "$(stat -c %Y /usr/lib/k3os/clock-epoch)" ] && echo yes',
    sees: /^yes$/,
  },
};

async function looked(machine: Machine): Promise<Record<string, string>> {
  const script = Object.values(expectations)
    .map(({ look }) => `echo "$(${look})"`)
    .join('\n');
  const lines = (await onNode(machine, script)).split('\n');
  return Object.fromEntries(
    Object.keys(expectations).map((name, index) => [name, lines[index] ?? '']),
  );
}

async function formattedDisk(): Promise<string> {
  const file = join(tempRoot().path, 'disk');
  writeFileSync(file, '');
  truncateSync(file, 64 * 1024 * 1024);
  await runTool(['mkfs.ext4', '-q', '-F', '-L', 'DATA', file]);
  return file;
}

/** Somebody who writes all the time, and one who does not want to end. */
const writers = [
  "sudo sh -c 'mkdir -p /mnt/data && mount -L DATA /mnt/data && cd /mnt/data || exit",
  'setsid sh -c "while :; do echo x >>written; done" </dev/null >/dev/null 2>&1 &',
  'setsid sh -c "trap : TERM; exec 3>open; while :; do sleep 1; done" </dev/null >/dev/null 2>&1 &',
  `sleep 2; echo $(ls | wc -l) files'`,
].join('\n');

describe('a live node', () => {
  it('lets whoever stands before it in, and switches off cleanly, with its time kept', async () => {
    const disk = await formattedDisk();
    const kernel = await directBoot(nodeConfig(['hostname: here', 'k3os: {k3s_args: [server]}']));
    const machine = await startVm({
      name: 'console',
      kernel,
      memory: 1024,
      drives: [{ kind: 'disk', file: disk }],
      nics: [{ kind: 'user' }],
    });

    expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
    await machine.waitFor(/^k3os v\S+ on here \(10\.0\.2\.15\) has started\.$/, answerMs);
    await machine.waitFor(/^ {2}eth0 {2}10\.0\.2\.15 /, answerMs);
    await machine.waitFor(/^Log in here as rancher; no password is needed\.$/, answerMs);

    await logIn(machine);
    machine.type('echo I am $(id -un) on $(tty)\n');
    await machine.waitFor(/I am rancher on \/dev\/ttyS0$/, answerMs);

    const stranger = await makeKey();
    expect((await machine.ssh('rancher', stranger.privateKey, 'true')).stderr).toContain(
      'Permission denied (publickey)',
    );
    expect(await looked(machine)).toEqual(
      Object.fromEntries(
        Object.entries(expectations).map(([name, { sees }]) => [name, expect.stringMatching(sees)]),
      ),
    );

    await onNode(machine, 'sudo date -s "2031-02-03 04:05:06"');
    machine.console.skip();
    await machine.qmp.human('sendkey ctrl-alt-delete');
    await machine.waitFor(/^k3os: stopping all services$/, endMs);
    expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
    await logIn(machine);
    machine.type('echo in $(date +%Y)\n');
    await machine.waitFor(/in 2031$/, answerMs);
    machine.type(`${writers}\n`);
    await machine.waitFor(/3 files$/, answerMs);

    machine.console.skip();
    await machine.powerButton();
    await machine.waitFor(/^k3os: stopping all services$/, answerMs);
    expect(await machine.ended(endMs)).toBe('guest-shutdown');
    const state = await runTool(['dumpe2fs', '-h', disk]);
    expect(state).toMatch(/^Filesystem state: +clean$/m);
    expect(state).not.toContain('needs_recovery');
  });

  it('asks for the password that the configuration gives, and says what could not be applied', async () => {
    const config = nodeConfig(['hostname: closed', 'k3os: {password: open sesame, labels: [1]}']);
    const machine = await startVm({
      name: 'password',
      memory: 1024,
      kernel: await directBoot(config),
      nics: [{ kind: 'user' }],
    });

    expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'degraded' });
    await machine.waitFor(/^This node is DEGRADED:$/, answerMs);
    await machine.waitFor(/^ {2}.*config\.yaml:\d+: k3os\.labels: /, answerMs);

    await logIn(machine, { password: 'sesame', answer: /Login incorrect$/ });
    await logIn(machine, { password: 'open sesame' });
    machine.type('sudo poweroff\n');
    expect(await machine.ended(endMs)).toBe('guest-shutdown');
  });
});
