import { formatProblems } from '../config/messages.ts';
import type { SourceText } from '../config/source-text.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { checkTexts, counted } from '../run/checked-texts.ts';
import { splitUserdata } from '../sources/userdata-kinds.ts';
import type { Command, CommandInput } from './command.ts';

const stdinName = 'standard input';

/** Touches nothing but the files named: works for any user on any machine. */
export const configValidate: Command = {
  name: 'validate',
  summary: 'check configuration files without touching the machine; - reads standard input',
  arguments: '[file...]',
  options: [{ flags: '--strict', description: 'warnings count as errors' }],

  async run(input) {
    if (input.args.length === 0) {
      throw new UsageError('config validate needs FILE…, or - for standard input');
    }

    const texts = await Promise.all(input.args.map((file) => readText(file, input)));
    const { problems, faults } = checkTexts(texts.flat(), {
      strict: input.options.strict === true,
    });
    if (problems.length > 0) {
      input.warn(formatProblems(problems).join('\n'));
    }

    const names = input.args.map((file) => (file === '-' ? stdinName : file)).join(', ');
    const warnings = problems.filter(({ severity }) => severity === 'warning');
    input.print(
      faults.length > 0
        ? `${names}: ${counted(faults, 'problem')}`
        : [`${names}: ok`, ...(warnings.length > 0 ? [counted(warnings, 'warning')] : [])].join(
            ', ',
          ),
    );
    return faults.length === 0 ? exitCodes.ok : exitCodes.invalidConfig;
  },
};

/** User-data may come in wrappings; a file that says it is YAML is taken at its word. */
async function readText(
  file: string,
  { stdin, readLocalFile }: CommandInput,
): Promise<SourceText[]> {
  if (file === '-') {
    return splitUserdata(await stdin(), stdinName);
  }
  const content = readLocalFile(file);
  return /\.(ya?ml|json)$/.test(file)
    ? [{ file, format: 'yaml', content }]
    : splitUserdata(content, file);
}
