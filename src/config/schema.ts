import { z } from 'zod';
import * as accounts from './checks/accounts.ts';
import { dataSource } from './checks/data-source.ts';
import * as installation from './checks/install.ts';
import * as link from './checks/interface-values.ts';
import { interfaceList } from './checks/interfaces.ts';
import * as kernel from './checks/kernel.ts';
import * as kubernetes from './checks/kubernetes.ts';
import * as network from './checks/network.ts';
import { absolutePath, all, duration, httpUrl, matching, oneLine, oneOf } from './checks/text.ts';
import { flag, structure, structureList, text, textList, textMap, textTable } from './fields.ts';

/**
 * The one definition of a node's configuration: types, validation, conversions, JSON Schema, reference
 * table and masking all derive from it. Names here are canonical (camelCase); users write snake_case.
 */
const wifi = {
  name: text({ description: 'network name (SSID)', example: 'Shop Guest', check: network.ssid }),
  passphrase: text({
    description: 'WPA passphrase; empty for an open network',
    example: 'correct horse battery',
    secret: true,
    aliases: ['pass', 'password'],
    check: (value) => (value === '' ? undefined : network.passphrase(value)),
  }),
};

const networkInterface = {
  name: text({
    description: 'name of the link; with parent, the one that the VLAN link gets',
    example: 'eth0',
    from: 'new',
    check: link.linkName,
  }),
  mac: text({
    description: 'MAC address of the card, instead of a name',
    example: '"00:16:3e:aa:bb:07"',
    from: 'new',
    check: link.mac,
  }),
  vlan: text({
    description: 'number of a VLAN: the entry is for that VLAN, on a link of its own (eth0.10)',
    example: '10',
    from: 'new',
    check: link.vlanId,
  }),
  parent: text({
    description: 'link, by name or MAC address, that carries the VLAN, where name is not to be it',
    example: 'eth0',
    from: 'new',
    check: link.linkOrMac,
  }),
  addresses: textList({
    description: 'addresses, IPv4 and IPv6, each with the length of its network',
    example: '[192.168.40.17/24, "2001:db8::17/64"]',
    from: 'new',
    check: link.nodeAddress,
  }),
  dhcp4: flag({
    description: 'ask DHCP for an IPv4 address; default: when addresses is empty',
    from: 'new',
    alone: true,
  }),
  dhcp6: flag({
    description: 'IPv6 by router advertisement or DHCP; default: when addresses is empty',
    from: 'new',
    alone: true,
  }),
  gateway: textList({
    description: 'default route: an IPv4 or an IPv6 address, or one of each',
    example: '192.168.40.1',
    from: 'new',
    aliases: ['gateways'],
    check: link.gatewayAddress,
  }),
  metric: text({
    description: 'which of several gateways is used first: the lowest, and one without before all',
    example: '100',
    from: 'new',
    alone: true,
    check: link.metric,
  }),
  nameservers: textList({
    description: 'name servers; those of DHCP are used when no interface names any',
    example: '[192.168.40.1]',
    from: 'new',
    check: network.ipAddress,
  }),
  searchDomains: textList({
    description: 'domains in which short names are looked up',
    example: '[example.org]',
    from: 'new',
    aliases: ['search'],
    check: link.searchDomain,
  }),
  mtu: text({
    description: 'size of the largest packet in bytes',
    example: '9000',
    from: 'new',
    alone: true,
    check: link.mtu,
  }),
};

const installDisk = {
  size: text({
    description: 'size compared with a number, G being 10^9 bytes as on the label of a disk',
    example: '">=32G"',
    from: 'new',
    check: installation.diskSize,
  }),
  model: text({
    description: 'model as `k3os install --disks` shows it; * stands for anything',
    example: '"Samsung SSD 980*"',
    from: 'new',
    check: installation.pattern,
  }),
  serial: text({
    description: 'serial number',
    example: 'S64DNF0R712345',
    from: 'new',
    check: installation.pattern,
  }),
  wwn: text({
    description: 'world wide name',
    example: '"0x5002538f00000000"',
    from: 'new',
    check: installation.pattern,
  }),
  byPath: text({
    description: 'the connector: a name of /dev/disk/by-path',
    example: '"pci-0000:00:17.0-ata-1"',
    from: 'new',
    check: installation.pattern,
  }),
  type: text({
    description: `one of ${installation.diskTypes.join(', ')}`,
    example: 'ssd',
    from: 'new',
    check: oneOf(...installation.diskTypes),
  }),
};

const install = {
  forceEfi: flag({
    description: 'install for UEFI even when booted through BIOS',
    example: 'true',
  }),
  device: text({ description: 'disk to install to', example: '/dev/sda', check: absolutePath }),
  disk: structure(
    {
      description: 'disk to install to, by what does not change; exactly one disk must be so',
      from: 'new',
    },
    installDisk,
  ),
  configUrl: text({
    description:
      'where to fetch the configuration of the installed system; #SHA256 may follow, and facts of the machine can stand in it (see Install)',
    example: 'https://cfg.example.org/node.yaml',
    check: installation.sourceUrl('https', 'http', 'tftp', 'file'),
  }),
  silent: flag({ description: 'ask nothing', example: 'true' }),
  isoUrl: text({
    description:
      'image to install, when not the booted one; #SHA256 may follow, else sha256sum-amd64.txt beside it is used',
    example: 'https://cfg.example.org/k3os-amd64.iso',
    check: installation.sourceUrl('https', 'http', 'tftp', 'file'),
  }),
  powerOff: flag({ description: 'switch off after the installation instead of rebooting' }),
  noFormat: flag({ description: 'use the file system labelled K3OS_STATE as it is' }),
  force: flag({
    description: 'also to a disk that holds an installed k3os, whose data is then lost',
    from: 'new',
  }),
  allowLockout: flag({
    description: 'install also a configuration with which nobody can log in',
    from: 'new',
  }),
  mbr: flag({ description: 'the old partition table, for a BIOS that wants it', from: 'new' }),
  debug: flag({ description: 'show what the installation does, and keep debugging on afterwards' }),
  tty: text({
    description: 'console of the installed system',
    example: 'ttyS0',
    check: matching(/^[A-Za-z][A-Za-z0-9,]*$/, 'a terminal such as ttyS0'),
  }),
};

const k3os = {
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
    example: '"$6$salt$hash"',
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

const writeFile = {
  encoding: text({
    description: 'how content is encoded: b64, gz, gz+b64; empty for plain text',
    example: 'b64',
    check: oneOf(
      '',
      'b64',
      'base64',
      'gz',
      'gzip',
      'gz+base64',
      'gzip+base64',
      'gz+b64',
      'gzip+b64',
      'text/plain',
    ),
  }),
  content: text({ description: 'content of the file', example: '"hello\\n"' }),
  owner: text({ description: 'owner, default root', example: 'root:root', check: accounts.owner }),
  path: text({ description: 'absolute path', example: '/etc/motd', check: absolutePath }),
  permissions: text({
    description: 'octal mode, default 0644',
    example: '"0600"',
    check: (value) => (value === '' ? undefined : accounts.permissions(value)),
  }),
  append: flag({ description: 'add to the end of an existing file', from: 'cloud-init' }),
  defer: flag({
    description: 'write in the last phase only, after users exist',
    from: 'cloud-init',
  }),
  source: structure(
    { description: 'fetch the content instead of giving it', from: 'cloud-init' },
    {
      uri: text({ description: 'URL', from: 'cloud-init', check: httpUrl }),
      headers: textMap({
        description: 'request headers',
        from: 'cloud-init',
        secret: true,
        check: oneLine,
        checkKey: matching(/^[A-Za-z0-9-]+$/, 'a header name'),
      }),
    },
  ),
};

const user = {
  name: text({ description: 'account name', from: 'cloud-init', check: accounts.userName }),
  gecos: text({
    description: 'full name',
    from: 'cloud-init',
    check: matching(/^[^:\r\n\0]*$/, 'one line without a colon'),
  }),
  sshAuthorizedKeys: textList({
    description: 'keys of this user',
    from: 'cloud-init',
    check: accounts.authorizedKey,
  }),
  groups: textList({
    description: 'further groups, a list or comma-separated text',
    from: 'cloud-init',
    check: matching(/^[a-z_][a-z0-9_-]*(\s*,\s*[a-z_][a-z0-9_-]*)*$/, 'group names'),
  }),
  sudo: textList({
    description: 'sudoers rules; false for none',
    example: '"ALL=(ALL) NOPASSWD:ALL"',
    from: 'cloud-init',
    check: oneLine,
  }),
  shell: text({ description: 'login shell', from: 'cloud-init', check: absolutePath }),
  lockPasswd: flag({ description: 'no password login, default true', from: 'cloud-init' }),
  passwd: text({
    description: 'password hash',
    from: 'cloud-init',
    secret: true,
    aliases: ['hashed_passwd'],
    check: accounts.password,
  }),
};

const swapSize = matching(/^(auto|[0-9]+(\.[0-9]+)?[BKMGT]?)$/, 'a size such as 512M or auto');

export const NodeConfig = z.strictObject({
  hostname: text({
    description: 'name of the node',
    example: 'berlin-s1',
    check: network.hostname,
  }),
  sshAuthorizedKeys: textList({
    description: 'keys that may log in as rancher: public keys, github:USER, gitlab:USER or URLs',
    example: '[github:alice]',
    check: accounts.authorizedKey,
  }),
  writeFiles: structureList(
    { description: 'files to create', example: '[{path: /etc/motd, content: hi}]' },
    writeFile,
    ['path'],
  ),
  initCmd: textList({
    description: 'commands run in the initrd phase',
    example: '[modprobe nvme]',
  }),
  bootCmd: textList({ description: 'commands run before services start, without network' }),
  runCmd: textList({ description: 'commands run when the network is up' }),
  k3os: structure({ description: 'the node and its k3s' }, k3os),

  fqdn: text({
    description: 'full name of the node, used when no hostname is given',
    from: 'cloud-init',
    check: network.fqdn,
  }),
  manageEtcHosts: text({
    description: 'false leaves /etc/hosts alone',
    from: 'cloud-init',
    check: oneOf('true', 'false', 'localhost', 'template'),
  }),
  sshPwauth: flag({ description: 'allow password logins through ssh', from: 'cloud-init' }),
  users: structureList(
    { description: 'user accounts; `default` is rancher', from: 'cloud-init' },
    user,
    ['name'],
  ),
  chpasswd: structure(
    { description: 'passwords of users', from: 'cloud-init' },
    {
      users: structureList(
        { description: 'one entry a user', from: 'cloud-init' },
        {
          name: text({ description: 'account name', from: 'cloud-init', check: accounts.userName }),
          password: text({
            description: 'password, plain or hash',
            from: 'cloud-init',
            secret: true,
            check: accounts.password,
          }),
          type: text({
            description: 'hash or text',
            from: 'cloud-init',
            check: oneOf('hash', 'text'),
          }),
        },
        ['name'],
      ),
      expire: flag({
        description: 'must be changed at the next login, default true',
        from: 'cloud-init',
      }),
    },
  ),
  ntp: structure(
    { description: 'time servers', from: 'cloud-init' },
    {
      enabled: flag({ description: 'false switches time synchronisation off', from: 'cloud-init' }),
      servers: textList({ description: 'time servers', from: 'cloud-init', check: network.host }),
      pools: textList({
        description: 'names with many servers',
        from: 'cloud-init',
        check: network.host,
      }),
    },
  ),
  timezone: text({
    description: 'time zone',
    example: 'Europe/Berlin',
    from: 'cloud-init',
    check: matching(/^[A-Za-z0-9+_-]+(\/[A-Za-z0-9+_-]+)*$/, 'a time zone such as Europe/Berlin'),
  }),
  caCerts: structure(
    { description: 'trusted certificate authorities', from: 'cloud-init' },
    {
      trusted: textList({ description: 'PEM certificates to add', from: 'cloud-init' }),
      removeDefaults: flag({ description: 'trust no others', from: 'cloud-init' }),
    },
  ),
  growpart: structure(
    {
      description: 'accepted; the state partition grows to its disk by itself',
      from: 'cloud-init',
    },
    {
      mode: text({ description: 'auto or off', from: 'cloud-init' }),
      devices: textList({ description: 'mount points', from: 'cloud-init' }),
      ignoreGrowrootDisabled: flag({ description: 'accepted', from: 'cloud-init' }),
    },
  ),
  powerState: structure(
    { description: 'what to do when the last phase has ended', from: 'cloud-init' },
    {
      mode: text({
        description: 'poweroff, reboot or halt',
        from: 'cloud-init',
        check: oneOf('poweroff', 'reboot', 'halt'),
      }),
      delay: text({
        description: 'now, or minutes such as +5',
        from: 'cloud-init',
        check: matching(/^(now|\+?[0-9]{1,5})$/, 'now or minutes such as +5'),
      }),
      message: text({ description: 'shown before', from: 'cloud-init', check: oneLine }),
      condition: text({
        description: 'true, false, or a command that must succeed',
        from: 'cloud-init',
      }),
      timeout: text({ description: 'accepted', from: 'cloud-init' }),
    },
  ),
  swap: structure(
    { description: 'swap file', from: 'cloud-init' },
    {
      filename: text({
        description: 'path',
        example: '/var/swapfile',
        from: 'cloud-init',
        check: absolutePath,
      }),
      size: text({
        description: 'bytes, or with K, M, G; or auto',
        example: '1G',
        from: 'cloud-init',
        check: swapSize,
      }),
      maxsize: text({ description: 'upper limit for auto', from: 'cloud-init', check: swapSize }),
    },
  ),
  mounts: textTable({
    description: 'file systems to mount: [device, mount point, type, options, dump, pass]',
    from: 'cloud-init',
    check: ([device = '', point = '']) =>
      device === '' || point === '' ? 'must be [device, mount point, type, options]' : undefined,
  }),
  packages: textList({
    description: 'not possible: the system is immutable; a warning says so',
    from: 'cloud-init',
  }),
});

export type NodeConfig = z.infer<typeof NodeConfig>;
