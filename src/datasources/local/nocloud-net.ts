import { OperationError } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import { parseNocloud } from './cidata.ts';
import { isHttp, readSeed } from './nocloud-seed.ts';
import { nocloudWords } from './nocloud-words.ts';

/**
 * NoCloud where `ds=nocloud;s=URL` leads to a server; cloud-init's old name for that is the name here. Media are left to `nocloud`: whoever
 * plugs in a stick besides the server would add keys of their own.
 */
export const nocloudNet: DataSource = {
  name: 'nocloud-net',
  provider: 'NoCloud',
  isFar: true,
  needs: 'network',

  matches(platform) {
    const { seed = '', mode } = nocloudWords(platform) ?? {};
    return isHttp(seed) && mode !== 'disabled';
  },

  async fetch(access) {
    const seed = nocloudWords(access.platform)?.seed;
    if (seed === undefined) {
      throw new OperationError(
        'neither the serial number nor the kernel command line has ds=nocloud;s=URL',
      );
    }
    return readSeed(access, seed);
  },

  parse: parseNocloud,
};
