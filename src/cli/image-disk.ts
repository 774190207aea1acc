import { formatProblems } from '../config/messages.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { type DiskFormat, diskFormats, makeDiskImage } from '../image/disk/disk-image.ts';
import { checkConfig } from '../install/config/node-config.ts';
import { leastBytes } from '../install/disks/choose-disk.ts';
import { byteSize } from '../lib/byte-size.ts';
import { counted } from '../run/checked-texts.ts';
import type { Command, CommandInput } from './command.ts';

export const imageDisk: Command = {
  name: 'disk',
  summary:
    'make the image of an installed disk from a k3os ISO, for clouds and virtual machines; needs root',
  arguments: '<iso>',
  options: [
    { flags: '--config <file>', description: 'configuration of the machines that start from it' },
    {
      flags: '--size <size>',
      description: 'size of the disk; default 8G. It grows to a larger one',
    },
    { flags: '--format <format>', description: 'default raw', choices: diskFormats },
    { flags: '--output <file>', description: 'default: k3os.img or k3os.qcow2 here' },
    { flags: '--tty <name>', description: 'console of the machines: ttyS0,115200' },
    { flags: '--mbr', description: 'the old partition table' },
    { flags: '--allow-lockout', description: 'also a configuration with which nobody can log in' },
  ],

  async run(input) {
    const { args, options, system, print, warn } = input;
    const [iso = ''] = args;
    const config = configFrom(input);
    const { problems, faults } = checkConfig(config, {
      allowLockout: options.allowLockout === true,
    });
    if (problems.length + faults.length > 0) {
      warn(formatProblems([...new Set([...problems, ...faults])]).join('\n'));
    }
    if (faults.length > 0) {
      print(`nothing was written: ${counted(faults, 'problem')}`);
      return exitCodes.invalidConfig;
    }

    const format = (textOf(options.format) ?? 'raw') as DiskFormat;
    await makeDiskImage({
      ...{ system, iso, format, config: config.content, print, warn },
      output: textOf(options.output) ?? `k3os.${format === 'raw' ? 'img' : format}`,
      bytes: sizeFrom(textOf(options.size) ?? '8G'),
      tty: textOf(options.tty),
      mbr: options.mbr === true,
    });
    return exitCodes.ok;
  },
};

function configFrom({ options, readLocalFile }: CommandInput) {
  const file = textOf(options.config);
  return file === undefined
    ? { name: 'no configuration', content: Buffer.from('{}\n') }
    : { name: file, content: readLocalFile(file) };
}

function sizeFrom(text: string): number {
  const bytes = byteSize(text);
  if (bytes === undefined || bytes < leastBytes) {
    throw new UsageError(`--size ${text}: must be 4G or more, such as 8G`);
  }
  return bytes;
}

function textOf(option: CommandInput['options'][string]): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
