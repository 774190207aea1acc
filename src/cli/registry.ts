import { analyze } from './analyze.ts';
import type { Command } from './command.ts';
import { config } from './config.ts';
import { facts } from './facts.ts';
import { generations } from './generations.ts';
import { health } from './health.ts';
import { image } from './image.ts';
import { init } from './init.ts';
import { install } from './install.ts';
import { k3s } from './k3s.ts';
import { keys } from './keys.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  config,
  status,
  health,
  analyze,
  facts,
  keys,
  generations,
  rollback,
  k3s,
  install,
  image,
  init,
];
