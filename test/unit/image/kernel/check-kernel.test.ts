import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkKernel,
  type KernelOption,
  kernelOptions,
  missingRequired,
  modulesOf,
  parseKernelConfig,
} from '../../../../src/image/kernel/check-kernel.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../../fixtures/kernel/${name}`, import.meta.url), 'utf8');

const debian = (architecture: string) => ({
  config: parseKernelConfig(recorded(`debian-6.12-${architecture}.config`), 'config'),
  modules: modulesOf(recorded(`debian-6.12-${architecture}.modules.dep`)),
});

const rows: readonly KernelOption[] = [
  { option: 'NAMESPACES', level: 'required', by: 'k3s', why: 'containers' },
  { option: 'IP_NF_NAT', level: 'required', by: 'k3s', or: ['NFT_COMPAT'], why: 'services' },
  { option: 'NFT_COMPAT', level: 'optional', by: 'k3os', module: 'nft_compat', why: 'rules' },
];

function check(text: string, modules?: readonly string[]) {
  const known = modules === undefined ? undefined : new Set(modules);
  return checkKernel(parseKernelConfig(text, 'config'), known, rows);
}

describe('the kernel of Debian', () => {
  it.each([
    { architecture: 'amd64', without: ['RT_GROUP_SCHED'] },
    { architecture: 'arm64', without: ['RT_GROUP_SCHED', 'VMWARE_PVSCSI'] },
  ])('for $architecture has all but $without', ({ architecture, without }) => {
    const { config, modules } = debian(architecture);

    const findings = checkKernel(config, modules);

    expect(missingRequired(findings)).toEqual([]);
    expect(findings.filter((one) => !one.satisfied).map(({ option }) => option)).toEqual(without);
  });

  it('is good enough without the tables of iptables, as newer ones are', () => {
    const { config, modules } = debian('amd64');
    const newer = new Map(config);
    for (const gone of ['IP_NF_NAT', 'IP_NF_FILTER', 'IP_NF_TARGET_MASQUERADE', 'CGROUP_DEVICE']) {
      newer.delete(gone);
    }

    const findings = checkKernel(newer, modules);

    expect(missingRequired(findings)).toEqual([]);
    expect(findings.find(({ option }) => option === 'IP_NF_NAT')).toMatchObject({
      state: 'missing',
      instead: 'NFT_COMPAT',
      satisfied: true,
    });
  });

  it('is not good enough when the image has left a module out', () => {
    const { config, modules } = debian('amd64');
    modules.delete('br_netfilter');

    expect(missingRequired(checkKernel(config, modules))).toEqual([
      'CONFIG_BRIDGE_NETFILTER needs the module br_netfilter: services are reachable from pods of the same node (k3s)',
    ]);
  });
});

describe('an option of the kernel', () => {
  it.each([
    { when: 'it is built in', text: 'CONFIG_NAMESPACES=y', state: 'built in' },
    { when: 'it is a module', text: 'CONFIG_NAMESPACES=m', state: 'module' },
    { when: 'it is a number', text: 'CONFIG_NAMESPACES=64', state: 'built in' },
    { when: 'it is off', text: '# CONFIG_NAMESPACES is not set\nCONFIG_A=y', state: 'missing' },
    { when: 'it is off in words', text: 'CONFIG_NAMESPACES=n', state: 'missing' },
    { when: 'another one ends alike', text: 'CONFIG_MY_NAMESPACES=y', state: 'missing' },
  ])('is "$state" when $when', ({ text, state }) => {
    expect(check(text)[0]).toMatchObject({ state });
  });

  it.each([
    { modules: undefined, state: 'module' },
    { modules: ['nft_compat'], state: 'module' },
    { modules: ['overlay'], state: 'module is missing' },
  ])('that is a module is "$state" where the image has $modules', ({ modules, state }) => {
    expect(check('CONFIG_NFT_COMPAT=m', modules)[2]).toMatchObject({ state });
  });

  it.each([
    { when: 'nothing does it', text: 'CONFIG_A=y', satisfied: false },
    { when: 'another one does it', text: 'CONFIG_NFT_COMPAT=y', satisfied: true },
    { when: 'the other one lacks its module', text: 'CONFIG_NFT_COMPAT=m', satisfied: false },
  ])('is satisfied ($satisfied) when $when', ({ text, satisfied }) => {
    expect(check(text, [])[1]).toMatchObject({ satisfied });
  });

  it('that is missing is named with its reason, when it is required', () => {
    expect(missingRequired(check('CONFIG_A=y'))).toEqual([
      'CONFIG_NAMESPACES is not set: containers (k3s)',
      'CONFIG_IP_NF_NAT is not set: services (k3s)',
    ]);
  });
});

describe('a kernel configuration', () => {
  it.each(['', 'hostname: web-1\n', '\u0000\u0001'])('is not this: %j', (text) => {
    expect(() => parseKernelConfig(text, 'site.yaml')).toThrow(
      'site.yaml is no kernel configuration: no line begins with CONFIG_; give a file such as',
    );
  });
});

describe('the table of options', () => {
  it('names nothing twice', () => {
    const names = kernelOptions.map(({ option }) => option);

    expect(names).toEqual([...new Set(names)]);
    expect(names.length).toBeGreaterThan(100);
  });

  it('refers to options that it has, where others do the same', () => {
    const names = new Set(kernelOptions.map(({ option }) => option));

    expect(kernelOptions.flatMap(({ or = [] }) => or).filter((name) => !names.has(name))).toEqual(
      [],
    );
  });

  it('knows the module of each option that Debian builds as one', () => {
    const { config } = debian('amd64');
    const nameless = kernelOptions.filter(
      ({ option, module }) => config.get(option) === 'm' && module === undefined,
    );

    // Its code is built in, for the sake of others.
    expect(nameless.map(({ option }) => option)).toEqual(['CRYPTO_AEAD']);
  });
});

it('modules.dep names modules as modprobe does', () => {
  const text = [
    'kernel/net/bridge/br_netfilter.ko.xz: kernel/net/bridge/bridge.ko.xz',
    'kernel/drivers/char/virtio-rng.ko:',
    'updates/nvidia.ko.zst:',
  ].join('\n');

  expect([...modulesOf(text)]).toEqual(['br_netfilter', 'virtio_rng', 'nvidia']);
});
