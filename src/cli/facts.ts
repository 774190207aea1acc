import { exitCodes } from '../errors.ts';
import { type HardwareFacts, readHardware } from '../facts/hardware.ts';
import type { Command } from './command.ts';

export const facts: Command = {
  name: 'facts',
  summary: 'show the hardware: vendor, serial, disks, interfaces',
  options: [{ flags: '--json', description: 'print the facts as JSON' }],

  async run({ system, options, print }) {
    const hardware = await readHardware(system.files);
    print(
      options.json === true ? JSON.stringify(hardware, undefined, 2) : renderHardware(hardware),
    );
    return exitCodes.ok;
  },
};

function renderHardware({
  system,
  firmware,
  cpu,
  memoryBytes,
  disks,
  interfaces,
}: HardwareFacts): string {
  const machine = [system.vendor, system.model].filter(Boolean).join(' ') || 'unknown';
  return [
    `machine:   ${machine}${system.virtual ? ' (virtual)' : ''}`,
    `serial:    ${system.serial || '-'}`,
    `uuid:      ${system.uuid || '-'}`,
    `firmware:  ${firmware.kind} ${firmware.vendor} ${firmware.version}`.trimEnd(),
    `cpu:       ${cpu.model}, ${cpu.cores} cores, ${cpu.architecture}`,
    `memory:    ${gigabytes(memoryBytes)}`,
    ...disks.map((disk) =>
      `disk:      ${disk.name} ${gigabytes(disk.bytes)} ${disk.type} ${disk.model} ${disk.serial}`.trimEnd(),
    ),
    ...interfaces.map(({ name, mac, state, addresses }) =>
      `interface: ${name} ${mac} ${state} ${addresses.join(' ')}`.trimEnd(),
    ),
  ].join('\n');
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
