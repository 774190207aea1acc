import type { DataSource } from '../data-source.ts';
import { fetchNocloud, parseNocloud } from './cidata.ts';
import { isHttp } from './nocloud-seed.ts';
import { nocloudWords } from './nocloud-words.ts';

/** NoCloud where `ds=nocloud;s=URL` leads to a server; cloud-init's old name for that is the name here. */
export const nocloudNet: DataSource = {
  name: 'nocloud-net',
  provider: 'NoCloud',
  isFar: true,
  needs: 'network',

  matches(platform) {
    const { seed = '', mode } = nocloudWords(platform) ?? {};
    return isHttp(seed) && mode !== 'disabled';
  },

  fetch: (access) => fetchNocloud(access, false),
  parse: parseNocloud,
};
