import { z } from 'zod';
import * as accounts from './checks/accounts.ts';
import * as network from './checks/network.ts';
import { matching, oneOf } from './checks/text.ts';
import { flag, structure, structureList, text, textList, textTable } from './fields.ts';
import { k3os } from './schema/k3os.ts';
import { caCerts, growpart, ntp, powerState, swap } from './schema/system.ts';
import { chpasswd, user } from './schema/users.ts';
import { writeFile } from './schema/write-files.ts';

/**
 * The one definition of a node's configuration: types, validation, conversions, JSON Schema, reference
 * table and masking all derive from it. Names here are canonical (camelCase); users write snake_case.
 */
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
  chpasswd,
  ntp,
  timezone: text({
    description: 'time zone',
    example: 'Europe/Berlin',
    from: 'cloud-init',
    check: matching(/^[A-Za-z0-9+_-]+(\/[A-Za-z0-9+_-]+)*$/, 'a time zone such as Europe/Berlin'),
  }),
  caCerts,
  growpart,
  powerState,
  swap,
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
