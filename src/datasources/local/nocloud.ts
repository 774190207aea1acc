import type { Access } from '../access.ts';
import type { DataSource } from '../data-source.ts';
import type { Platform } from '../machine/platform.ts';
import { expectedMs } from '../media/media.ts';
import { fetchNocloud, nocloudLabel, parseNocloud } from './cidata.ts';
import { hasLabel } from './first-medium.ts';
import { isHttp } from './nocloud-seed.ts';
import { nocloudWords } from './nocloud-words.ts';

/** A medium labelled cidata, and `ds=nocloud` in the serial number or on the command line; where that has a URL, it is nocloud-net. */
export const nocloud: DataSource = {
  name: 'nocloud',
  provider: 'NoCloud',
  isMedium: true,
  needs: 'nothing',
  matches: isHere,
  fetch: (access) => fetchNocloud(access, waitMsOf(access)),
  parse: parseNocloud,
};

function isHere(platform: Platform): boolean {
  const words = nocloudWords(platform);
  return words === undefined
    ? platform.volumes.some((volume) => hasLabel(volume, nocloudLabel))
    : words.mode !== 'disabled' && !isHttp(words.seed ?? '');
}

/** The word alone says that there is a medium; a seed can do without. */
function waitMsOf({ platform, lateMs }: Access): number {
  const words = nocloudWords(platform);
  if (words === undefined) {
    return lateMs;
  }
  return words.seed === undefined ? expectedMs : 0;
}
