import type { Command } from './command.ts';
import { imageCheckKernel } from './image-check-kernel.ts';

export const image: Command = {
  name: 'image',
  summary: 'make and check images of the system',
  subcommands: [imageCheckKernel],
};
