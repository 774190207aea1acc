import { readFile, type Source } from './source.ts';

/** The operator's own file. */
export const localConfig: Source = {
  id: 'local config',
  read: (system) => readFile(system, '/var/lib/rancher/k3os/config.yaml', 'yaml'),
};
