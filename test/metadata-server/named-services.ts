import { json, leaves, type Provider, refused } from './provider.ts';

/** By https, and to more exact wishes it answers 406. */
const packet: Provider = ({ id, hostname, key, userdata }, { path, headers }) =>
  headers.accept === '*/*'
    ? leaves({
        '/metadata': json({ id, hostname, ssh_keys: [key], plan: 'm3.small.x86' }),
        '/userdata': userdata,
      })(path)
    : refused(406);

const nocloudNet: Provider = ({ id, hostname, key, userdata }, { path }) =>
  leaves({
    '/base/meta-data': [
      `instance-id: ${id}`,
      `local-hostname: ${hostname}`,
      `public-keys: ["${key}"]`,
      '',
    ].join('\n'),
    '/base/user-data': userdata,
  })(path);

/** The same for everybody, and one file for each machine with all that is its own. */
const url: Provider = ({ hostname, key, userdata }, { path, mac }) =>
  leaves({
    '/node.yaml': userdata,
    [`/fleet/${mac}.yaml`]: `hostname: ${hostname}\nssh_authorized_keys: ["${key}"]\n${userdata}`,
  })(path);

/** Services with a name of their own, which a machine reaches by DNS and not next to it. */
export const namedProviders: Readonly<Record<string, Provider>> = {
  packet,
  'nocloud-net': nocloudNet,
  url,
};
