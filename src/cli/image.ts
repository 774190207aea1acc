import type { CommandBody } from './command.ts';
import { imageBuild } from './image-build.ts';
import { imageCheckKernel } from './image-check-kernel.ts';
import { imageDisk } from './image-disk.ts';
import { imageRemaster } from './image-remaster.ts';

export const image: CommandBody = {
  subcommands: [imageBuild, imageRemaster, imageDisk, imageCheckKernel],
};
