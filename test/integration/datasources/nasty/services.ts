import { namedProviders } from '../../../metadata-server/named-services.ts';
import type { Machine, Provider } from '../../../metadata-server/provider.ts';
import { providers } from '../../../metadata-server/providers.ts';
import { platform } from '../../../support/data-source.ts';

/** One service of the network, and where in it the documents are that matter. */
export interface Service {
  readonly provider: Provider;
  /** In `k3os.data_sources`. */
  readonly word: string;
  readonly platform: ReturnType<typeof platform>;
  /** Asked before all others, where that is not the main document. */
  readonly first?: string;
  readonly token?: string;
  /** What messages call the main document. */
  readonly document: string;
  /** Without this document there is no machine. */
  readonly main: string;
  /** The same where everything is in one document. */
  readonly userdata: string;
}

export const machine: Machine = {
  ...{ provider: '', id: '61234567', hostname: 'node-1' },
  key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops',
  userdata: '#cloud-config\nk3os: {labels: {from: user-data}}\n',
};

const vendor = (sys_vendor: string) => platform({ dmi: { sys_vendor } });
const tag = (chassis_asset_tag: string) => platform({ dmi: { chassis_asset_tag } });
const product = (product_name: string) => platform({ dmi: { product_name } });
const near = 'http://169.254.169.254';

const found = (name: string, own: Omit<Service, 'provider' | 'word'>): [string, Service] => [
  name,
  { ...own, word: name, provider: providers[name] as Provider },
];
const named = (
  name: string,
  own: Omit<Service, 'provider' | 'platform'> & Partial<Service>,
): [string, Service] => [
  name,
  { platform: platform(), ...own, provider: namedProviders[name] as Provider },
];

/** By the name of the source that asks it. */
export const services: Readonly<Record<string, Service>> = Object.fromEntries([
  found('aws', {
    platform: vendor('Amazon EC2'),
    document: 'instance-id',
    ...{ first: `${near}/latest/api/token`, token: `${near}/latest/api/token` },
    main: `${near}/latest/meta-data/instance-id`,
    userdata: `${near}/latest/user-data`,
  }),
  found('gcp', {
    platform: product('Google Compute Engine'),
    first: `${near}/computeMetadata/v1/instance/id`,
    document: 'instance',
    main: `${near}/computeMetadata/v1/instance/attributes/?recursive=true`,
    userdata: `${near}/computeMetadata/v1/instance/attributes/?recursive=true`,
  }),
  found('azure', {
    platform: tag('7783-7084-3265-9085-8269-3286-77'),
    document: 'instance',
    main: `${near}/metadata/instance?api-version=2021-08-01`,
    userdata: `${near}/metadata/instance?api-version=2021-08-01`,
  }),
  found('digitalocean', {
    platform: vendor('DigitalOcean'),
    document: 'v1.json',
    main: `${near}/metadata/v1.json`,
    userdata: `${near}/metadata/v1.json`,
  }),
  found('hetzner', {
    platform: vendor('Hetzner'),
    document: 'metadata',
    main: `${near}/hetzner/v1/metadata`,
    userdata: `${near}/hetzner/v1/userdata`,
  }),
  found('scaleway', {
    platform: vendor('Scaleway'),
    document: 'conf',
    main: 'http://169.254.42.42/conf?format=json',
    userdata: 'http://169.254.42.42/user_data/cloud-init',
  }),
  found('vultr', {
    platform: vendor('Vultr'),
    document: 'v1.json',
    main: `${near}/v1.json`,
    userdata: `${near}/latest/user-data`,
  }),
  found('oracle', {
    platform: tag('OracleCloud.com'),
    document: 'instance',
    main: `${near}/opc/v2/instance/`,
    userdata: `${near}/opc/v2/instance/`,
  }),
  found('akamai', {
    platform: vendor('Akamai'),
    document: 'instance',
    ...{ first: `${near}/v1/token`, token: `${near}/v1/token` },
    main: `${near}/v1/instance`,
    userdata: `${near}/v1/user-data`,
  }),
  found('exoscale', {
    platform: product('Exoscale Compute Platform'),
    document: 'instance-id',
    main: `${near}/1.0/meta-data/instance-id`,
    userdata: `${near}/1.0/user-data`,
  }),
  found('openstack', {
    platform: product('OpenStack Nova'),
    first: `${near}/openstack/`,
    document: 'meta_data.json',
    main: `${near}/openstack/2018-08-27/meta_data.json`,
    userdata: `${near}/openstack/2018-08-27/user_data`,
  }),
  named('packet', {
    ...{ word: 'packet', document: 'metadata' },
    main: 'https://metadata.platformequinix.com/metadata',
    userdata: 'https://metadata.platformequinix.com/userdata',
  }),
  named('nocloud-net', {
    ...{ word: 'nocloud-net', document: 'meta-data' },
    platform: platform({ cmdline: 'ds=nocloud;s=http://seed.example/base/' }),
    first: 'http://seed.example/base/user-data',
    main: 'http://seed.example/base/meta-data',
    userdata: 'http://seed.example/base/user-data',
  }),
  named('url', {
    ...{ word: 'url=https://cfg.example/node.yaml', document: 'user-data' },
    main: 'https://cfg.example/node.yaml',
    userdata: 'https://cfg.example/node.yaml',
  }),
]);
