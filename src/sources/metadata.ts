import { readFile, type Source } from './source.ts';

/** What the data sources said of the machine itself. */
export const metadata: Source = {
  id: 'metadata',
  read: (system) => [
    ...readFile(system, '/run/config/local_hostname', 'hostname'),
    ...readFile(system, '/run/config/ssh/authorized_keys', 'authorized-keys'),
  ],
};
