import { platform } from './data-source.ts';

type Documents = Readonly<Record<string, string>>;

export const goodKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const userdata = '#cloud-config\nhostname: mine\nk3os: {labels: {a: b}}\n';
const packed = Buffer.from(userdata).toString('base64');
const json = JSON.stringify;

const mac = '52:54:00:00:00:01';
/** The machine that all of them are about. */
export const goodPlatform = platform({
  dmi: { product_serial: '123', product_uuid: '4c4c4544-0042' },
  links: [{ name: 'eth0', mac, driver: 'virtio_net' }],
});

const version1 = {
  version: 1,
  config: [
    {
      ...{ type: 'physical', name: 'eth0', mac_address: mac, mtu: 1450 },
      subnets: [
        { type: 'static', address: '192.0.2.5', netmask: '255.255.255.0', gateway: '192.0.2.1' },
        { type: 'static6', address: '2001:db8::5/64', gateway: 'fe80::1', dns_search: ['a.b'] },
      ],
    },
    { type: 'vlan', name: 'eth0.7', vlan_id: 7, vlan_link: 'eth0', subnets: [{ type: 'dhcp' }] },
    { type: 'nameserver', address: ['192.0.2.53'], search: ['example.org'] },
  ],
};
const version2 = {
  version: 2,
  ethernets: {
    lan: {
      ...{ match: { macaddress: mac }, addresses: ['192.0.2.5/24'], gateway4: '192.0.2.1' },
      nameservers: { addresses: ['192.0.2.53'], search: ['example.org'] },
      routes: [{ to: 'default', via: '192.0.2.1', metric: 100 }],
    },
  },
};
const networkData = {
  links: [{ id: 'tap1', type: 'ovs', ethernet_mac_address: mac.toUpperCase(), mtu: 1450 }],
  networks: [
    {
      ...{ link: 'tap1', type: 'ipv4', ip_address: '192.0.2.5', netmask: '255.255.255.0' },
      routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: '192.0.2.1' }],
    },
  ],
  services: [{ type: 'dns', address: '192.0.2.53' }],
};

const openstack: Documents = {
  'meta_data.json': json({
    ...{ uuid: '0f0e0d0c', name: 'os-1', hostname: 'os-1.novalocal', availability_zone: 'nova' },
    ...{ public_keys: { ops: `${goodKey}\n` }, keys: [{ type: 'ssh', data: goodKey }] },
  }),
  user_data: userdata,
  'network_data.json': json(networkData),
  'vendor_data.json': json({ 'cloud-init': '#cloud-config\n' }),
};
const nocloud: Documents = {
  'meta-data': json({
    ...{ 'instance-id': 'vm.ns', 'local-hostname': 'vm', 'public-keys': { 0: goodKey } },
  }),
  'user-data': userdata,
  'network-config': json(version2),
  'vendor-data': '#cloud-config\n',
};
const droplet = {
  ...{ droplet_id: 412345678, hostname: 'do-1', region: 'ams3', user_data: userdata },
  ...{ public_keys: [goodKey], dns: { nameservers: ['192.0.2.53'] } },
  interfaces: {
    public: [
      {
        ...{ mac, type: 'public' },
        ipv4: { ip_address: '192.0.2.20', netmask: '255.255.240.0', gateway: '192.0.2.1' },
        ipv6: { ip_address: '2001:db8::20', cidr: 64, gateway: '2001:db8::1' },
        anchor_ipv4: { ip_address: '10.18.0.6', netmask: '255.255.0.0', gateway: '10.18.0.1' },
      },
    ],
  },
};
const scaleway = {
  ...{ id: '1111', hostname: 'scw-1', private_ip: null, zone: 'fr-par-1' },
  tags: [`AUTHORIZED_KEY=${goodKey.replaceAll(' ', '_')}`],
  ...{ ssh_public_keys: [{ key: goodKey }], public_ips_v4: [{ address: '192.0.2.90' }] },
};
const vultr = {
  ...{ instanceid: '42506325', 'instance-v2-id': '29bea708', hostname: 'vu-1' },
  ...{ 'public-keys': [goodKey], 'user-data': [], region: { regioncode: 'AMS' } },
  interfaces: [{ 'network-type': 'public', ipv4: { address: '192.0.2.100' } }],
};
const login = `google-ssh ${json({ userName: 'a', expireOn: '2030-01-02T03:04:05+0000' })}`;
const azure = {
  compute: {
    ...{ vmId: '5d6c0b1a', name: 'vm_0', osProfile: { computerName: 'az-1' }, userData: packed },
    publicKeys: [{ keyData: `${goodKey}\r\n`, path: '/home/ops' }],
  },
};
const ovf = [
  '<Environment xmlns:wa="urn:w"><wa:ProvisioningSection>',
  '<LinuxProvisioningConfigurationSet><HostName>az-1</HostName>',
  `<CustomData>${packed}</CustomData></LinuxProvisioningConfigurationSet>`,
  '</wa:ProvisioningSection></Environment>',
].join('');

/** What each data source may well be given, by its name; in JSON wherever it may be, so that it can be changed in all of its places. */
export const goodDocuments: Readonly<Record<string, Documents>> = {
  aws: {
    ...{ 'instance-id': 'i-0ab1c2', 'local-hostname': 'ip-10-0-0-1.internal a.b' },
    ...{ 'public-keys/': '0=ops\n', 'public-keys/0/openssh-key': goodKey },
    ...{ 'local-ipv4': '10.0.0.1', 'user-data': packed },
  },
  gcp: {
    ...{ id: '8203847162', hostname: 'web-1.zone.c.project.internal' },
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    instance: json({ 'user-data': packed, 'user-data-encoding': 'base64' }),
    project: json({ 'ssh-keys': `ops:${goodKey}\na:${goodKey} ${login}\n` }),
  },
  azure: { instance: json(azure), 'ovf-env.xml': ovf },
  digitalocean: { 'v1.json': json(droplet) },
  hetzner: {
    metadata: json({
      ...{ 'instance-id': 41234567, hostname: 'hz-1', 'public-keys': [goodKey] },
      'network-config': version1,
    }),
    userdata: packed,
  },
  scaleway: { conf: json(scaleway), userdata, vendordata: '#cloud-config\n' },
  vultr: { 'v1.json': json(vultr), userdata },
  oracle: {
    instance: json({
      ...{ id: 'ocid1.instance', hostname: 'oci-1' },
      metadata: { ssh_authorized_keys: `${goodKey}\n`, user_data: packed },
    }),
  },
  akamai: {
    instance: json({ id: 61234567, label: 'lin_node.1' }),
    'ssh-keys': json({ users: { root: [goodKey], ops: null } }),
    'user-data': packed,
  },
  exoscale: {
    ...{ 'instance-id': 'e0573c11', 'local-hostname': 'exo-1', 'public-keys': `${goodKey}\n` },
    ...{ 'public-ipv4': '192.0.2.7', 'user-data': userdata },
  },
  openstack: { ...openstack, 'ec2/public-ipv4': '192.0.2.6' },
  packet: { metadata: json({ id: '7a8b', hostname: 'eq-1', ssh_keys: [goodKey] }), userdata },
  vmware: {
    metadata: json({
      ...{ 'instance-id': 'vm-1', 'local-hostname': 'vmw-1', 'public-keys-data': goodKey },
      ...{ network: version2, redact: ['userdata'] },
    }),
    userdata: packed,
    'userdata.encoding': 'base64',
  },
  nutanix: openstack,
  kubevirt: nocloud,
  ibmcloud: nocloud,
  'nocloud-net': nocloud,
  smbios: { base64: packed },
  fw_cfg: { content: userdata },
  nocloud,
  configdrive: openstack,
  cdrom: { 'user-data': userdata, device: '/dev/sr0' },
  proxmox: { ...nocloud, 'network-config': json(version1) },
  file: { content: userdata, path: '/a' },
  url: { 'user-data': userdata, doubt: '' },
};
