import { join } from 'node:path';
import { project } from '../../src/dev/build.ts';
import { artifactNames } from '../../src/image/artifacts.ts';
import type { Nic } from '../../src/vm/machine-spec.ts';
import { tempRoot } from '../support/temp-root.ts';
import { nodeImage } from './image.ts';
import { quickEmulation } from './node.ts';

/** What a web server has for machines that boot over the network, with the sample script. */
export async function netbootFiles(): Promise<Record<string, string>> {
  const { vmlinuz, initrd } = await nodeImage();
  const names = artifactNames('amd64');
  return {
    '/k3os.ipxe': join(project, 'config/boot/k3os.ipxe'),
    [`/${names.vmlinuz}`]: vmlinuz,
    [`/${names.initrd}`]: initrd,
  };
}

/** A network card that gets, by TFTP, a script that leads to the server at `url` with these words for the kernel. */
export function netbootNic(url: string, words: readonly string[]): Nic {
  const append = [quickEmulation, ...words].join(' ');
  const folder = tempRoot({
    'boot.ipxe': `#!ipxe\nset append ${append}\nchain ${url}/k3os.ipxe\n`,
  }).path;
  return { kind: 'user', netboot: { bootfile: 'boot.ipxe', folder } };
}
