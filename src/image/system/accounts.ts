/**
 * Accounts of the system with fixed numbers: packages would number theirs in the order of installation,
 * and /var, which outlives the image, would then belong to somebody else after an upgrade.
 */
const groups = { _chrony: 990, sshd: 991, messagebus: 992, _ssh: 993, netdev: 994 };

const users = [
  { name: '_chrony', id: 990, gid: 990, home: '/var/lib/chrony' },
  { name: 'sshd', id: 991, gid: 65534, home: '/run/sshd' },
  { name: 'messagebus', id: 992, gid: 992, home: '/nonexistent' },
];

/** Appended before the packages are installed, which then find their accounts made. */
export const systemAccounts = {
  passwd: users.map(
    ({ name, id, gid, home }) => `${name}:x:${id}:${gid}::${home}:/usr/sbin/nologin`,
  ),
  group: Object.entries(groups).map(([name, gid]) => `${name}:x:${gid}:`),
  shadow: users.map(({ name }) => `${name}:!*:19700::::::`),
};

/** The person's account, uid 1000 as on k3OS; nobody can log in with a password until one is configured. */
const rancher = {
  passwd: 'rancher:x:1000:1000:rancher:/home/rancher:/bin/bash',
  shadow: 'rancher:*:19700:0:99999:7:::',
  group: 'rancher:x:1000:',
  gshadow: 'rancher:!::',
};

export type AccountFile = 'passwd' | 'shadow' | 'group' | 'gshadow';

/** Adds the user rancher, also to the groups of an administrator, and locks root. */
export function addRancher(file: AccountFile, content: string): string {
  const lines = content.split('\n').filter((line) => line !== '' && !line.startsWith('rancher:'));
  return `${[...lines.map((line) => adapt(file, line)), rancher[file]].join('\n')}\n`;
}

function adapt(file: AccountFile, line: string): string {
  const [name = ''] = line.split(':');
  if (file === 'shadow' && name === 'root') {
    return line.replace(/^root:[^:]*:/, 'root:*:');
  }
  if ((file === 'group' || file === 'gshadow') && ['sudo', 'adm'].includes(name)) {
    return addMember(line);
  }
  return line;
}

function addMember(line: string): string {
  const fields = line.split(':');
  const members = (fields.at(-1) ?? '').split(',').filter((member) => member !== '');
  return [...fields.slice(0, -1), [...new Set([...members, 'rancher'])].join(',')].join(':');
}
