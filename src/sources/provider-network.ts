import { readFile, type Source } from './source.ts';

/** Addresses from a cloud that has no DHCP; anything that a person says about interfaces counts more. */
export const providerNetwork: Source = {
  id: 'provider network',
  read: (system) => readFile(system, '/run/config/interfaces.yaml', 'yaml'),
};
