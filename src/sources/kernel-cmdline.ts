import { readFile, type Source } from './source.ts';

export const kernelCmdline: Source = {
  id: 'kernel command line',
  read: (system) => readFile(system, '/proc/cmdline', 'kernel-cmdline', 'kernel command line'),
};
