import { expect, it } from 'vitest';
import { runTool } from '../../src/image/build/run-tool.ts';
import type { Drive } from '../../src/vm/machine-spec.ts';
import { tempRoot } from '../support/temp-root.ts';
import { bootMs, directBoot, nodeConfig, onNode, operator } from './node.ts';
import { startVm } from './support.ts';

/** FAT, as a person makes a stick: k3OS found none of these. */
async function stick(label: string, files: Record<string, string>): Promise<Drive> {
  const root = tempRoot({ ...prefixed(files) });
  const image = root.at('stick.img');
  await runTool(['mkfs.vfat', '-C', '-n', label, image, '8192']);
  for (const name of Object.keys(files)) {
    await runTool(['mcopy', '-i', image, root.at(`files/${name}`), `::/${name}`]);
  }
  return { kind: 'usb-stick', file: image };
}

async function iso(kind: 'cdrom' | 'disk', label: string, files: Record<string, string>) {
  const root = tempRoot({ ...prefixed(files) });
  const image = root.at('medium.iso');
  const quiet = ['xorriso', '-report_about', 'WARNING', '-as', 'mkisofs'];
  await runTool([...quiet, '-quiet', '-J', '-r', '-V', label, '-o', image, root.at('files')]);
  return { kind, file: image } as const;
}

const prefixed = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`files/${name}`, text]));

const keys = `ssh_authorized_keys: ["${operator.publicKey}"]\n`;

it('learns from media and from its firmware: FAT and ISO 9660, on a stick, a CD and a disk', async () => {
  const openstack = {
    'openstack/latest/meta_data.json': JSON.stringify({ uuid: 'drive-1', hostname: 'on-a-drive' }),
    'openstack/latest/user_data': 'hostname: by-the-drive\n',
  };
  const firmware = tempRoot({ 'fw.yaml': 'hostname: by-fw-cfg\n' }).at('fw.yaml');
  const machine = await startVm({
    name: 'data-sources',
    memory: 1024,
    kernel: await directBoot(nodeConfig([]), 'k3os.data_sources=auto'),
    drives: [
      await stick('CIDATA', {
        'user-data': `hostname: by-the-stick\n${keys}`,
        'meta-data': 'instance-id: stick-1\nlocal-hostname: on-a-stick\n',
      }),
      await iso('disk', 'config-2', openstack),
      await iso('cdrom', 'ANYTHING', { config: 'hostname: by-the-cd\n' }),
    ],
    nics: [{ kind: 'user' }],
    words: [
      ...['-smbios', 'type=11,value=io.k3os.config=hostname: by-smbios'],
      ...['-fw_cfg', `name=opt/io.k3os/config,file=${firmware}`],
    ],
  });

  expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });

  const said = await onNode(
    machine,
    'hostname; cat /run/config/provider; echo; sudo k3os datasource detect',
  );
  expect(said.split('\n')).toEqual(
    expect.arrayContaining(['smbios', 'fw_cfg', 'nocloud', 'configdrive', 'cdrom']),
  );
  for (const [name, hostname] of [
    ['nocloud', 'on-a-stick'],
    ['configdrive', 'on-a-drive'],
  ]) {
    expect(await onNode(machine, `sudo k3os datasource fetch ${name}`)).toMatch(
      new RegExp(`^hostname: +${hostname}$`, 'm'),
    );
  }
  for (const name of ['cdrom', 'smbios', 'fw_cfg']) {
    expect(await onNode(machine, `sudo k3os datasource fetch ${name}`)).toMatch(
      /^user-data: +\d+ bytes$/m,
    );
  }
  expect(await onNode(machine, 'mount | grep -c datasource-medium')).toBe('0\n');
});
