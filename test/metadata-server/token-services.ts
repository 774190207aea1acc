import { base64, json, leaves, type Provider, refused } from './provider.ts';

const token = 'a-token-of-this-machine';

/** IMDSv2 alone: nothing without a token. */
export const aws: Provider = ({ id, hostname, key, userdata }, { method, path, headers }) => {
  if (path === '/latest/api/token') {
    const seconds = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
    return method === 'PUT' && seconds >= 1 && seconds <= 21_600 ? token : refused(400);
  }
  if (headers['x-aws-ec2-metadata-token'] !== token) {
    return refused(401);
  }
  const tree = {
    'user-data': userdata,
    'meta-data/instance-id': id,
    'meta-data/hostname': hostname,
    'meta-data/local-hostname': hostname,
    'meta-data/public-keys/': '0=ops',
    'meta-data/public-keys/0/': 'openssh-key',
    'meta-data/public-keys/0/openssh-key': key,
    'meta-data/': 'hostname\ninstance-id\nlocal-hostname\npublic-keys/',
    'dynamic/instance-identity': 'document',
    'dynamic/instance-identity/': 'document',
    'dynamic/instance-identity/document': JSON.stringify({ instanceId: id, region: 'eu-west-1' }),
  };
  // Every version that there was is answered alike.
  return leaves(tree)(path.replace(/^\/(latest|\d{4}-\d\d-\d\d)\//, ''));
};

export const akamai: Provider = ({ id, hostname, key, userdata }, { method, path, headers }) => {
  if (path === '/v1/token') {
    return method === 'PUT' && headers['metadata-token-expiry-seconds'] !== undefined
      ? token
      : refused(400);
  }
  if (headers['metadata-token'] !== token) {
    return refused(401);
  }
  if (!/^(\*\/\*|application\/json|text\/plain)$/.test(String(headers.accept))) {
    return refused(406);
  }
  return leaves({
    '/v1/instance': json({ id: Number(id), label: hostname, region: 'nl-ams' }),
    '/v1/network': json({ interfaces: [], ipv4: { public: ['192.0.2.120/32'] } }),
    '/v1/ssh-keys': json({ users: { root: [key] } }),
    '/v1/user-data': base64(userdata),
  })(path);
};
