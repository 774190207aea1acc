import { readFile, type Source } from './source.ts';

/** What a data source says of the machine, and a person may say otherwise: its host name, and addresses where there is no DHCP. */
export const providerDefaults: Source = {
  id: 'provider defaults',
  read: (system) => [
    ...readFile(system, '/run/config/hostname', 'hostname'),
    ...readFile(system, '/run/config/interfaces.yaml', 'yaml'),
  ],
};
