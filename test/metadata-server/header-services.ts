import { base64, json, leaves, type Provider, refused, replyOf } from './provider.ts';

const google = { 'Metadata-Flavor': 'Google' };

export const gcp: Provider = ({ id, hostname, key, userdata }, { path, headers }) => {
  if (headers['metadata-flavor'] !== 'Google') {
    return refused(403);
  }
  // Values are text, so other bytes have to be given in base64, and a second attribute says so.
  const attributes = {
    'user-data': Buffer.isBuffer(userdata) ? base64(userdata) : userdata,
    ...(Buffer.isBuffer(userdata) ? { 'user-data-encoding': 'base64' } : {}),
    'ssh-keys': `ops:${key}`,
  };
  const found = leaves({
    '/computeMetadata/v1/instance/id': id,
    '/computeMetadata/v1/instance/hostname': hostname,
    '/computeMetadata/v1/instance/attributes/user-data': userdata,
    '/computeMetadata/v1/instance/attributes/ssh-keys': `ops:${key}`,
    '/computeMetadata/v1/instance/attributes/?recursive=true': JSON.stringify(attributes),
    '/computeMetadata/v1/project/attributes/?recursive=true': '{}',
  })(path);
  return { ...replyOf(found), headers: google };
};

export const oracle: Provider = ({ id, hostname, key, userdata }, { path, headers }) => {
  if (path.startsWith('/opc/v2/') && headers.authorization !== 'Bearer Oracle') {
    return refused(401);
  }
  return leaves({
    '/opc/v2/instance/': json({
      ...{ id, hostname, displayName: hostname, region: 'eu-frankfurt-1' },
      metadata: { ssh_authorized_keys: `${key}\n`, user_data: base64(userdata) },
    }),
    '/opc/v2/vnics/': json([]),
  })(path);
};
