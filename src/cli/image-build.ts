import { formatProblems } from '../config/messages.ts';
import { exitCodes } from '../errors.ts';
import { buildImageFiles } from '../image/build-image.ts';
import { checkTexts, counted } from '../run/checked-texts.ts';
import { k3osVersion } from '../version.ts';
import type { Command } from './command.ts';

export const imageBuild: Command = {
  name: 'build',
  summary: 'build kernel, initrd and ISO from a checkout of k3os; needs Debian and root',
  options: [
    {
      flags: '--k3s <source>',
      description: 'path, URL#SHA256 or none; default: the release of config/image.json',
    },
    {
      flags: '--k3s-images <path>',
      description: 'archive of container images, or a folder of them, for nodes without registry',
    },
    { flags: '--config <file>', description: 'config.yaml to bake in, checked strictly first' },
    { flags: '--output <dir>', description: 'where the files go; default: dist/artifacts' },
    { flags: '--project <dir>', description: 'the checkout; default: this folder' },
  ],

  async run({ options, print, warn, readLocalFile }) {
    const text = (value: string | boolean | undefined) =>
      typeof value === 'string' ? value : undefined;
    const file = text(options.config);
    const config = file === undefined ? undefined : readLocalFile(file).toString();
    if (file !== undefined && config !== undefined) {
      const { problems, faults } = checkTexts([{ file, format: 'yaml', content: config }], {
        strict: true,
      });
      if (problems.length > 0) {
        warn(formatProblems(problems).join('\n'));
      }
      if (faults.length > 0) {
        print(`nothing was built: ${counted(faults, 'problem')}`);
        return exitCodes.invalidConfig;
      }
    }

    const files = await buildImageFiles({
      project: text(options.project) ?? '.',
      version: k3osVersion,
      k3s: text(options.k3s),
      k3sImages: text(options.k3sImages),
      config,
      output: text(options.output),
      progress: warn,
    });
    print(files.join('\n'));
    return exitCodes.ok;
  },
};
