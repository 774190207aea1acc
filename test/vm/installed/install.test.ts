import { once } from 'node:events';
import { createReadStream, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { artifactNames } from '../../../src/image/artifacts.ts';
import { digest } from '../../../src/lib/digest.ts';
import type { DirectKernel, Drive, MachineSpec } from '../../../src/vm/machine-spec.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { nodeImage } from '../image.ts';
import { bootMs, isoWith, onNode, quickEmulation, readyNodes } from '../node.ts';
import { startVm } from '../support.ts';
import { config } from './node.ts';

const gibibyte = 1024 ** 3;

function emptyDisk(): string {
  const file = join(tempRoot().path, 'disk');
  writeFileSync(file, '');
  truncateSync(file, 4 * gibibyte);
  return file;
}

/** What is to be there after a restart, and what is not. */
const traces = {
  kept: ['/var/lib/kept', '/home/rancher/kept', '/opt/kept', '/usr/local/bin/kept'],
  lost: ['/etc/lost', '/run/lost', '/tmp/lost'],
};
const identity = 'cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; hostname';

function start(name: string, disk: Drive, more: Partial<MachineSpec> = {}) {
  return startVm({ name, memory: 1024, drives: [disk], nics: [{ kind: 'user' }], ...more });
}

it(
  'installs from the medium without a question; the disk then starts on BIOS and on UEFI, and keeps what is to be kept',
  async () => {
    const disk: Drive = { kind: 'disk', file: emptyDisk() };
    const words = 'k3os.mode=install k3os.install.device=/dev/vda k3os.install.power_off=true';
    const medium: Drive = { kind: 'cdrom', file: await isoWith(config, words) };
    const installer = await start('install', disk, { drives: [medium, disk] });
    await installer.waitFor(/installed to \/dev\/vda; take the medium away/, bootMs);
    expect(await installer.ended(bootMs)).toBe('guest-shutdown');

    const node = await start('installed-bios', disk);
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await readyNodes(node)).toMatch(/^installed +Ready /m);
    const before = await onNode(node, identity);
    expect(before).toMatch(/\ninstalled\n$/);
    expect(await onNode(node, 'df --output=size -B1 /var | tail -n 1')).toMatch(/^ *3\d{9}$/m);
    await onNode(node, `sudo touch ${[...traces.kept, ...traces.lost].join(' ')}`);
    await onNode(node, 'sudo poweroff');
    expect(await node.ended(bootMs)).toBe('guest-shutdown');

    const again = await start('installed-uefi', disk, { firmware: 'uefi' });
    expect(await again.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await onNode(again, identity)).toBe(before);
    const there = await onNode(again, `ls -d ${[...traces.kept, ...traces.lost].join(' ')}`);
    expect(there.trim().split('\n').sort()).toEqual([...traces.kept].sort());
  },
  3 * bootMs,
);

it(
  'installs over the network to the only disk, what a web server has; 384 MiB are enough for the result',
  async () => {
    const disk: Drive = { kind: 'scsi-disk', file: emptyDisk() };
    const url = await releaseServer();
    const kernel = await installerKernel(url);
    const installer = await start('netboot-install', disk, { kernel, memory: 1536 });
    await installer.waitFor(/installed to \/dev\/sda; take the medium away/, bootMs);
    expect(await installer.ended(bootMs)).toBe('guest-shutdown');

    const node = await start('installed-small', disk, { memory: 384 });
    expect(await node.booted(bootMs)).toEqual({ mode: 'local', outcome: 'ok' });
    expect(await onNode(node, 'hostname; cat /proc/cmdline')).toMatch(/^installed\n.*k3os\.gen=1 /);
  },
  3 * bootMs,
);

/** URL of the files of a release, and of a configuration beside them, as the guest reaches it. */
async function releaseServer(): Promise<string> {
  const { iso } = await nodeImage();
  const names = artifactNames('amd64');
  const list = `${digest(readFileSync(iso))}  ${names.iso}\n`;
  const own = tempRoot({ config, list });
  const files: Readonly<Record<string, string>> = {
    '/config.yaml': own.at('config'),
    '/sha256sum-amd64.txt': own.at('list'),
    [`/${names.iso}`]: iso,
  };
  const web = createServer(({ url = '' }, response) => {
    const file = files[url];
    response.writeHead(file === undefined ? 404 : 200);
    file === undefined ? response.end() : createReadStream(file).pipe(response);
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  onTestFinished(() => {
    web.close();
  });
  return `http://10.0.2.2:${(web.address() as AddressInfo).port}`;
}

async function installerKernel(url: string): Promise<DirectKernel> {
  const { vmlinuz: image, initrd } = await nodeImage();
  const words = [
    `k3os.mode=install k3os.install.power_off=true ${quickEmulation} console=ttyS0,115200`,
    `k3os.install.config_url=${url}/config.yaml`,
    `k3os.install.iso_url=${url}/${artifactNames('amd64').iso}`,
  ];
  return { image, initrd, append: words.join(' ') };
}
