import { describe, expect, it } from 'vitest';
import { modules } from '../../../src/appliers/modules.ts';
import { sysctls } from '../../../src/appliers/sysctls.ts';
import { does, type Given, planOf } from './planned.ts';

describe('modules', () => {
  it.each<Given & { when: string; loads: string[] }>([
    { when: 'none is configured', loads: [] },
    { when: 'one is new', wanted: { k3os: { modules: ['kvm'] } }, loads: ['modprobe kvm'] },
    {
      when: 'one is loaded under its kernel name',
      wanted: { k3os: { modules: ['nf-tables'] } },
      loadedModules: new Set(['nf_tables']),
      loads: [],
    },
    {
      when: 'an alias was loaded earlier in this boot',
      wanted: { k3os: { modules: ['fs-nfs'] } },
      ledger: new Map([['module:fs-nfs', 'fs-nfs']]),
      loads: [],
    },
  ])('loads $loads when $when', ({ loads, ...given }) => {
    expect(does(planOf(modules, given))).toEqual(loads);
  });

  it('leaves the kernel of a host alone and says so', () => {
    const plan = planOf(modules, { mode: 'sandbox', wanted: { k3os: { modules: ['kvm'] } } });

    expect(plan.actions).toEqual([]);
    expect(plan.notices).toHaveLength(1);
  });

  it('says which line asked for a module', () => {
    const lines = { 'k3os.modules.1': 7 };
    const plan = planOf(modules, { wanted: { k3os: { modules: ['kvm', 'nvme'] } }, lines });

    expect(plan.actions.map(({ origin }) => origin)).toEqual([undefined, 'config.yaml:7']);
  });
});

const one = (key: string, value: string) => ({ k3os: { sysctls: { [key]: value } } });

describe('sysctls', () => {
  it.each<Given & { when: string; sets: string[] }>([
    { when: 'none is configured', sets: [] },
    {
      when: 'the value differs',
      wanted: one('net.ipv4.ip_forward', '1'),
      sysctls: { 'net.ipv4.ip_forward': '0' },
      sets: ['net.ipv4.ip_forward=1'],
    },
    {
      when: 'the kernel shows it with tabs',
      wanted: one('kernel.printk', '4 4  1 7'),
      sysctls: { 'kernel.printk': '4\t4\t1\t7' },
      sets: [],
    },
    {
      when: 'it is written in hex',
      wanted: one('kernel.sysrq', '0xb0'),
      sysctls: { 'kernel.sysrq': '176' },
      sets: [],
    },
    {
      when: 'it is written with slashes and a dot in a name',
      wanted: one('net/ipv4/conf/eth0.100/rp_filter', '0'),
      sysctls: { 'net/ipv4/conf/eth0.100/rp_filter': '1' },
      sets: ['net/ipv4/conf/eth0.100/rp_filter=0'],
    },
    {
      when: 'the kernel has no such setting yet, in the initrd',
      phase: 'initrd',
      wanted: one('net.bridge.bridge-nf-call-iptables', '1'),
      sets: [],
    },
    {
      when: 'the kernel has no such setting later',
      wanted: one('net.bridge.bridge-nf-call-iptables', '1'),
      sets: ['net.bridge.bridge-nf-call-iptables=1'],
    },
    {
      when: 'it can only be written and was',
      wanted: one('vm.compact_memory', '1'),
      ledger: new Map([['sysctl:vm.compact_memory', '1']]),
      sets: [],
    },
    {
      when: 'somebody changed what we had set',
      wanted: one('vm.swappiness', '10'),
      sysctls: { 'vm.swappiness': '60' },
      ledger: new Map([['sysctl:vm.swappiness', '10']]),
      sets: ['vm.swappiness=10'],
    },
  ])('sets $sets when $when', ({ sets, ...given }) => {
    expect(does(planOf(sysctls, given))).toEqual(sets);
  });

  it.each([
    { key: 'net.core.somaxconn', ours: true },
    { key: 'net/core/somaxconn', ours: true },
    { key: 'kernel.shmmax', ours: true },
    { key: 'kernel.msgmnb', ours: true },
    { key: 'kernel.sem', ours: true },
    { key: 'kernel.domainname', ours: true },
    { key: 'fs.mqueue.msg_max', ours: true },
    { key: 'kernel.panic', ours: false },
    { key: 'vm.swappiness', ours: false },
    { key: 'fs.inotify.max_user_watches', ours: false },
    { key: 'kernel.sem_next_id', ours: false },
  ])('sets $key in a sandbox: $ours', ({ key, ours }) => {
    const plan = planOf(sysctls, {
      mode: 'sandbox',
      wanted: one(key, '1'),
      sysctls: { [key]: '0' },
    });

    expect(plan.actions).toHaveLength(ours ? 1 : 0);
    expect(plan.notices).toHaveLength(ours ? 0 : 1);
  });
});
