import { formatProblems } from '../config/messages.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { checkAppend } from '../image/remaster/append-words.ts';
import { type Remastered, remaster, textsOf } from '../image/remaster/remaster.ts';
import { checkTexts, counted } from '../run/checked-texts.ts';
import type { Command, CommandInput } from './command.ts';

export const imageRemaster: Command = {
  name: 'remaster',
  summary: 'make a copy of a k3os ISO with your own configuration; needs xorriso, but no root',
  arguments: '<iso>',
  options: [
    { flags: '--config <file>', description: 'becomes /k3os/system/config.yaml of the ISO' },
    {
      flags: '--append <words>',
      description: 'words for the kernel command line of every entry of the boot menu',
    },
    { flags: '--output <file>', description: 'the new ISO; default: NAME-custom.iso beside it' },
  ],

  async run(input) {
    const { args, options, print, warn } = input;
    const [iso = ''] = args;
    const file = textOf(options.config);
    const append = textOf(options.append);
    if (file === undefined && append === undefined) {
      throw new UsageError('image remaster has nothing to change: give --config FILE or --append');
    }
    if (append !== undefined) {
      checkAppend(append);
    }

    const config = file === undefined ? undefined : input.readLocalFile(file);
    const { problems, faults } = checkTexts(textsOf(config, append, file), {
      strict: true,
      partial: config === undefined,
    });
    if (problems.length > 0) {
      warn(formatProblems(problems).join('\n'));
    }
    if (faults.length > 0) {
      print(`nothing was written: ${counted(faults, 'problem')}`);
      return exitCodes.invalidConfig;
    }

    print(described(await remaster({ iso, output: textOf(options.output), config, append })));
    return exitCodes.ok;
  },
};

function textOf(option: CommandInput['options'][string]): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

function described({ output, bytes, secret }: Remastered): string {
  const size = `${output}: ${Math.round(bytes / 1e6)} MB`;
  return secret ? `${size}, readable by you alone because it holds secrets` : size;
}
