import * as accounts from '../checks/accounts.ts';
import { dataSource } from '../checks/data-source.ts';
import { interfaceList } from '../checks/interfaces.ts';
import * as kernel from '../checks/kernel.ts';
import * as kubernetes from '../checks/kubernetes.ts';
import * as network from '../checks/network.ts';
import { all, duration, httpUrl, matching, oneLine } from '../checks/text.ts';
import { structure, structureList, text, textList, textMap } from '../fields.ts';
import { install } from './install.ts';
import { networkInterface, wifi } from './network.ts';

export const k3os = {
  dataSources: textList({
    description: 'where to look for user-data and metadata, in order',
    example: '[aws, cdrom]',
    check: dataSource,
  }),
  modules: textList({
    description: 'kernel modules to load',
    example: '[kvm, nvme]',
    check: kernel.moduleName,
  }),
  sysctls: textMap({
    description: 'kernel settings',
    example: '{net.ipv4.ip_forward: 1}',
    check: oneLine,
    checkKey: kernel.sysctlEntry,
  }),
  ntpServers: textList({
    description: 'time servers',
    example: '[0.pool.ntp.org]',
    check: network.host,
  }),
  dnsNameservers: textList({
    description: 'fallback name servers: used when neither DHCP nor a static address gives one',
    example: '[9.9.9.9]',
    check: network.ipAddress,
  }),
  interfaces: structureList(
    { description: 'wired links that are not to be as DHCP says', from: 'new' },
    networkInterface,
    [],
    interfaceList,
  ),
  wifi: structureList({ description: 'wireless networks to join' }, wifi, ['name']),
  password: text({
    description: 'password of the user rancher, plain or as a hash ($6$…)',
    example: 'open-sesame',
    secret: true,
    check: accounts.password,
  }),
  serverUrl: text({
    description: 'server to join; makes the node an agent unless k3s_args says server',
    example: 'https://10.0.0.1:6443',
    check: httpUrl,
  }),
  token: text({
    description: 'cluster secret or node token',
    example: 'K10…::server:secret',
    secret: true,
    check: all(oneLine, (value) => (value.trim() === value ? undefined : 'has spaces at its ends')),
  }),
  labels: textMap({
    description: 'labels of the Kubernetes node',
    example: '{region: eu-1}',
    check: kubernetes.labelValue,
    checkKey: kubernetes.labelKey,
  }),
  k3sArgs: textList({
    description: 'role and flags of k3s, one word an item',
    example: '[server, --cluster-init]',
    check: oneLine,
  }),
  environment: textMap({
    description: 'environment of k3s and of login shells',
    example: '{http_proxy: "http://proxy:3128"}',
    check: oneLine,
    checkKey: accounts.environmentKey,
  }),
  taints: textList({
    description: 'taints the node registers with',
    example: '["dedicated=gpu:NoSchedule"]',
    check: kubernetes.taint,
  }),
  commandTimeout: text({
    description: 'how long each command of init_cmd, boot_cmd and run_cmd may take; default 15m',
    example: '30m',
    from: 'new',
    check: duration,
  }),
  keyProviders: textMap({
    description: 'base URLs for keys given as NAME:USER; github and gitlab are built in',
    example: '{github: "https://github.example.org"}',
    from: 'new',
    check: httpUrl,
    checkKey: matching(/^[a-z]+$/, 'lower-case letters'),
  }),
  install: structure(
    { description: 'how to install to disk; used once, by the installer' },
    install,
  ),
};
