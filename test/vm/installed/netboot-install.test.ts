import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { artifactNames } from '../../../src/image/artifacts.ts';
import { digest } from '../../../src/lib/digest.ts';
import { emptyDisk } from '../../integration/install/disk-image.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { nodeImage } from '../image.ts';
import { netbootFiles, netbootNic } from '../netboot-files.ts';
import { bootMs, onNode } from '../node.ts';
import { startVm } from '../support.ts';
import { startWebServer } from '../web-server.ts';
import { quicken } from './disk.ts';
import { config } from './node.ts';

const names = artifactNames('amd64');
const release = `/${names.iso}`;

/** What a web server has of a release, with a configuration beside it. */
async function releaseFiles(): Promise<Record<string, string>> {
  const { iso } = await nodeImage();
  const own = tempRoot({ config, list: `${digest(readFileSync(iso))}  ${names.iso}\n` });
  return {
    [release]: iso,
    '/config.yaml': own.at('config'),
    '/sha256sum-amd64.txt': own.at('list'),
  };
}

it(
  'installs from PXE and over the network to the only disk, what a web server has; 384 MiB are enough for the result',
  async () => {
    const disk = { kind: 'nvme-disk', file: emptyDisk() } as const;
    const { url } = await startWebServer({ ...(await netbootFiles()), ...(await releaseFiles()) });
    const words = [
      'k3os.mode=install k3os.install.power_off=true',
      `k3os.install.config_url=${url}/config.yaml k3os.install.iso_url=${url}${release}`,
    ];
    const installer = await startVm({
      name: 'netboot-install',
      firmware: 'uefi',
      memory: 1536,
      drives: [disk],
      nics: [netbootNic(url, words)],
    });
    await installer.waitFor(/installed to \/dev\/nvme0n1; take the medium away/, bootMs);
    expect(await installer.ended(bootMs)).toBe('guest-shutdown');
    await quicken(disk.file);

    const node = await startVm({
      name: 'installed-small',
      firmware: 'uefi',
      memory: 384,
      drives: [disk],
      nics: [{ kind: 'user' }],
    });
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await onNode(node, 'hostname; cat /proc/cmdline')).toMatch(/^installed\n.*k3os\.gen=1 /);
  },
  3 * bootMs,
);
