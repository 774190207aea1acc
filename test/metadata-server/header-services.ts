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

/** Its wire server as well, which wants to be told that the machine is ready. */
export const azure: Provider = ({ id, hostname, key, userdata }, { method, path, headers }) => {
  if (path.startsWith('/machine')) {
    return headers['x-ms-agent-name'] === undefined ? refused(400) : wireServer(method, path);
  }
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

function wireServer(method: string, path: string): string | undefined {
  return leaves({
    'GET /machine/?comp=goalstate': [
      '<GoalState><Incarnation>1</Incarnation><Container><ContainerId>c</ContainerId>',
      '<RoleInstanceList><RoleInstance><InstanceId>i</InstanceId></RoleInstance>',
      '</RoleInstanceList></Container></GoalState>',
    ].join(''),
    'POST /machine?comp=health': '',
  })(`${method} ${path}`) as string | undefined;
}

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
