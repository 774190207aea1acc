import { analyze } from './analyze.ts';
import type { Command, LateCommand } from './command.ts';
import { config } from './config.ts';
import { facts } from './facts.ts';
import { generations } from './generations.ts';
import { health } from './health.ts';
import { init } from './init.ts';
import { k3s } from './k3s.ts';
import { keys } from './keys.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';

/** Every command, in the order of the help. */
export const commands: readonly (Command | LateCommand)[] = [
  config,
  status,
  health,
  analyze,
  facts,
  keys,
  generations,
  rollback,
  k3s,
  {
    name: 'install',
    summary: 'install to a disk; asks for what is not said',
    arguments: '[disk]',
    load: async () => (await import('./install.ts')).install,
  },
  {
    name: 'datasource',
    summary: 'the clouds and media that say who a machine is: list, detect and ask them',
    load: async () => (await import('./datasource.ts')).datasource,
  },
  {
    name: 'image',
    summary: 'make and check images of the system',
    load: async () => (await import('./image.ts')).image,
  },
  init,
];
