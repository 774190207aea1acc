import { base64, json, leaves, type Provider, refused } from './provider.ts';

const google = { 'Metadata-Flavor': 'Google' };

export const gcp: Provider = ({ id, hostname, key, userdata }, { path, headers }) => {
  if (headers['metadata-flavor'] !== 'Google') {
    return refused(403);
  }
  const found = leaves({
    '/computeMetadata/v1/instance/id': id,
    '/computeMetadata/v1/instance/hostname': hostname,
    '/computeMetadata/v1/instance/attributes/user-data': userdata,
    '/computeMetadata/v1/instance/attributes/ssh-keys': `ops:${key}`,
    '/computeMetadata/v1/instance/attributes/?recursive=true': JSON.stringify({
      'user-data': userdata,
      'ssh-keys': `ops:${key}`,
    }),
    '/computeMetadata/v1/project/attributes/?recursive=true': '{}',
  })(path);
  const reply = typeof found === 'string' ? { body: found } : found;
  return { status: reply === undefined ? 404 : 200, ...reply, headers: google };
};

export const azure: Provider = ({ id, hostname, key, userdata }, { path, headers }) => {
  if (headers.metadata !== 'true' || !path.includes('api-version=')) {
    return refused(400);
  }
  if (path.startsWith('/metadata/instance?')) {
    return json({
      compute: {
        name: 'vm_0',
        vmId: id,
        osProfile: { computerName: hostname },
        publicKeys: [{ keyData: `${key}\r\n`, path: '/home/ops/.ssh/authorized_keys' }],
        userData: base64(userdata),
      },
      network: { interface: [] },
    });
  }
  return path.startsWith('/metadata/instance/compute/userData?') ? base64(userdata) : undefined;
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
