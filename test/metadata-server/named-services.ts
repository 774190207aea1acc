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

const url: Provider = ({ userdata }, { path }) => leaves({ '/node.yaml': userdata })(path);

/** Services with a name of their own, which a machine reaches by DNS and not next to it. */
export const namedProviders: Readonly<Record<string, Provider>> = {
  packet,
  'nocloud-net': nocloudNet,
  url,
};
