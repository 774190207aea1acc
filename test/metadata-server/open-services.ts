import { droplet, networkData, versionOne } from './network-documents.ts';
import { base64, json, leaves, type Provider, refused } from './provider.ts';

export const digitalocean: Provider = ({ id, hostname, key, userdata, network }, { path }) =>
  leaves({
    '/metadata/v1.json': json({
      ...{ droplet_id: Number(id), hostname, public_keys: [key] },
      // Text is all that the service takes.
      user_data: Buffer.isBuffer(userdata) ? base64(userdata) : userdata,
      ...{ region: 'ams3', tags: null },
      interfaces: network === undefined ? {} : { public: [droplet(network)] },
      dns: { nameservers: network === undefined ? [] : [network.nameserver] },
    }),
  })(path);

export const hetzner: Provider = ({ id, hostname, key, userdata, network }, { path }) =>
  leaves({
    '/hetzner/v1/metadata': [
      `hostname: ${hostname}`,
      `instance-id: ${id}`,
      `public-ipv4: ${network === undefined ? '192.0.2.30' : "''"}`,
      `public-keys: ["${key}"]`,
      // YAML takes JSON.
      ...(network === undefined ? [] : [`network-config: ${JSON.stringify(versionOne(network))}`]),
      '',
    ].join('\n'),
    '/hetzner/v1/userdata': userdata,
  })(path);

export const vultr: Provider = ({ id, hostname, key, userdata }, { path }) =>
  leaves({
    '/v1.json': json({
      ...{ hostname, instanceid: '42506325', 'instance-v2-id': id, 'public-keys': [key] },
      ...{ interfaces: [], region: { regioncode: 'AMS' }, 'user-data': [] },
    }),
    '/latest/user-data': userdata,
  })(path);

export const exoscale: Provider = ({ id, hostname, key, userdata }, { path }) =>
  leaves({
    '/1.0/user-data': userdata,
    '/1.0/meta-data/': 'instance-id\nlocal-hostname\npublic-keys\n',
    '/1.0/meta-data/instance-id': id,
    '/1.0/meta-data/local-hostname': hostname,
    '/1.0/meta-data/public-keys': `${key}\n`,
  })(path);

export const openstack: Provider = ({ id, hostname, key, userdata, network }, { path }) =>
  leaves({
    '/openstack/': '2012-08-10\n2018-08-27\nlatest\n',
    '/openstack': '2012-08-10\n2018-08-27\nlatest\n',
    '/openstack/2018-08-27/meta_data.json': json({
      ...{ uuid: id, hostname, name: hostname, public_keys: { ops: `${key}\n` } },
    }),
    '/openstack/2018-08-27/user_data': userdata,
    '/openstack/2018-08-27/network_data.json': network && json(networkData(network)),
  })(path);

/** User-data for root alone, which the port of the question proves. */
export const scaleway: Provider = ({ id, hostname, key, userdata }, { path, port }) => {
  if (path.startsWith('/user_data') || path.startsWith('/vendor_data')) {
    return port >= 1024
      ? refused(403)
      : leaves({ '/user_data': 'cloud-init\n', '/user_data/cloud-init': userdata })(path);
  }
  return leaves({
    '/conf?format=json': json({
      ...{ id, name: hostname, hostname, tags: [], private_ip: null, zone: 'fr-par-1' },
      ssh_public_keys: [{ key, fingerprint: '256 …' }],
    }),
  })(path);
};
