import { readFile, type Source } from './source.ts';

/** Part of the image, or written by the installer. */
export const systemConfig: Source = {
  id: 'system config',
  read: (system) => readFile(system, '/k3os/system/config.yaml', 'yaml'),
};
