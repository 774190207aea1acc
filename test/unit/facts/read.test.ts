import { describe, expect, it } from 'vitest';
import { realSystem } from '../../../src/effects/real-system.ts';
import { readFacts } from '../../../src/facts/read.ts';
import { sysctlPath } from '../../../src/facts/sysctl-path.ts';
import { recordingSystem } from '../../support/recording-system.ts';
import { tempRoot } from '../../support/temp-root.ts';

describe('facts', () => {
  it.each([
    { key: 'net.ipv4.ip_forward', path: '/proc/sys/net/ipv4/ip_forward' },
    { key: 'net.ipv4.conf.eth0/100.rp_filter', path: '/proc/sys/net/ipv4/conf/eth0.100/rp_filter' },
    { key: 'net/ipv4/conf/eth0.100/rp_filter', path: '/proc/sys/net/ipv4/conf/eth0.100/rp_filter' },
  ])('find the sysctl $key', ({ key, path }) => {
    expect(sysctlPath(key)).toBe(path);
  });

  it('hold what was asked for and refuse what was not', () => {
    const { files, ...rest } = recordingSystem({
      files: { '/etc/motd': 'hi', '/proc/sys/vm/swappiness': '60\n' },
    });
    const facts = readFacts({ files, ...rest }, [
      { files: ['/etc/motd', '/none'], sysctls: ['vm.swappiness', 'a.b'] },
    ]);

    expect(facts.file('/etc/motd')?.content?.toString()).toBe('hi');
    expect(facts.file('/none')).toBeUndefined();
    expect(facts.sysctl('vm.swappiness')).toBe('60');
    expect(facts.sysctl('a.b')).toBeUndefined();
    expect(() => facts.file('/etc/other')).toThrow('/etc/other was not asked for');
  });

  it('know mode, machine, versions, modules and accounts', () => {
    const system = recordingSystem({
      files: {
        '/run/k3os/mode': 'sandbox\n',
        '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
        '/k3os/system/k3s/current': { link: 'v1.36.4+k3s1' },
        '/sys/module/br_netfilter/x': '',
        '/proc/sys/kernel/osrelease': '6.12\n',
        '/lib/modules/6.12/modules.builtin':
          'kernel/fs/overlayfs/overlay.ko\nkernel/drivers/nvme-core.ko\n',
        '/etc/passwd': 'rancher:x:1000:1000:k3OS:/home/rancher:/bin/bash\nbroken\n',
        '/etc/group': 'sudo:x:27:rancher,bob\n',
      },
    });

    expect(readFacts(system, [])).toMatchObject({
      mode: 'sandbox',
      machineId: '0123456789abcdef0123456789abcdef',
      k3sVersion: 'v1.36.4+k3s1',
      loadedModules: new Set(['br_netfilter', 'overlay', 'nvme_core']),
      accounts: [
        { name: 'rancher', uid: 1000, gid: 1000, home: '/home/rancher', shell: '/bin/bash' },
      ],
      groups: [{ name: 'sudo', gid: 27, members: ['rancher', 'bob'] }],
    });
  });

  it.each([
    { what: 'empty', id: '' },
    { what: 'cut short', id: '0123456789abcdef' },
    { what: 'a note that it is yet to be made', id: 'uninitialized\n' },
  ])('know no machine by an id that is $what', ({ id }) => {
    const system = recordingSystem({ files: { '/etc/machine-id': id } });

    expect(readFacts(system, []).machineId).toBeUndefined();
  });

  it('take what cannot be looked at for absent, so that one bad path does not cost the rest', () => {
    const root = tempRoot({ '/etc/motd': 'hi', '/loop': { link: 'loop' } });
    const bad = [`/etc/${'a'.repeat(300)}`, '/loop/x', '/a\0b'];

    const facts = readFacts(realSystem(root.path), [
      { files: [...bad, '/etc/motd'], sysctls: bad, trees: bad },
    ]);

    expect(bad.map((path) => facts.file(path))).toEqual([undefined, undefined, undefined]);
    expect(bad.map((path) => facts.tree(path).size)).toEqual([0, 0, 0]);
    expect(facts.file('/etc/motd')?.content?.toString()).toBe('hi');
  });

  it('read a folder as a tree', () => {
    const system = recordingSystem({
      files: { '/usr/share/a/x.yaml': '1', '/usr/share/a/b/y.yaml': '2' },
    });
    const tree = readFacts(system, [{ trees: ['/usr/share/a', '/none'] }]).tree('/usr/share/a');

    expect([...tree].map(([path, fact]) => [path, fact.content?.toString()]).sort()).toEqual([
      ['b/y.yaml', '2'],
      ['x.yaml', '1'],
    ]);
  });

  it('do without a ledger that is damaged', () => {
    const system = recordingSystem({ files: { '/run/k3os/ledger.json': '{"a":' } });

    expect(readFacts(system, []).ledger.size).toBe(0);
  });
});
