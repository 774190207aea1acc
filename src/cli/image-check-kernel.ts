import { type ExitCode, exitCodes, OperationError } from '../errors.ts';
import {
  checkKernel,
  type KernelFinding,
  type Level,
  missingRequired,
  modulesOf,
  parseKernelConfig,
} from '../image/kernel/check-kernel.ts';
import { gunzip } from '../lib/gunzip.ts';
import { renderTable } from '../lib/table.ts';
import type { Command, CommandInput } from './command.ts';

/** A configuration has a quarter of a megabyte. */
const sizeLimit = 16 * 1024 * 1024;

export const imageCheckKernel: Command = {
  name: 'check-kernel',
  summary:
    'compare a kernel configuration with what k3s and k3os need; without FILE that of the running kernel; - reads standard input',
  arguments: '[file]',
  options: [{ flags: '--json', description: 'print the findings as JSON' }],

  async run(input) {
    const { name, content, modules } = await readKernel(input);
    const config = parseKernelConfig(unpacked(content, name), name);
    const findings = checkKernel(config, modules);
    input.print(
      input.options.json === true ? JSON.stringify(findings, undefined, 2) : render(findings, name),
    );
    return verdict(findings);
  },
};

interface Kernel {
  /** As shown. */
  readonly name: string;
  readonly content: Buffer;
  /** Known of the running kernel only. */
  readonly modules?: ReadonlySet<string>;
}

async function readKernel(input: CommandInput): Promise<Kernel> {
  const [file] = input.args;
  if (file === undefined) {
    return readRunning(input);
  }
  return file === '-'
    ? { name: 'standard input', content: await input.stdin() }
    : { name: file, content: input.readLocalFile(file) };
}

function readRunning({ system: { files } }: CommandInput): Kernel {
  const release = files.read('/proc/sys/kernel/osrelease')?.toString().trim() ?? '';
  const folder = `/lib/modules/${release}`;
  const places = ['/proc/config.gz', `/boot/config-${release}`, `${folder}/config`];
  for (const name of places) {
    const content = files.read(name);
    if (content !== undefined) {
      const modules = files.read(`${folder}/modules.dep`)?.toString();
      return { name, content, ...(modules === undefined ? {} : { modules: modulesOf(modules) }) };
    }
  }
  throw new OperationError(
    `the running kernel's configuration is in none of ${places.join(', ')}; name a FILE`,
  );
}

function unpacked(content: Buffer, name: string): string {
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  try {
    return (isGzip ? gunzip(content, sizeLimit) : content).toString();
  } catch (cause) {
    throw new OperationError(`cannot read ${name}`, { cause });
  }
}

function verdict(findings: readonly KernelFinding[]): ExitCode {
  return missingRequired(findings).length === 0 ? exitCodes.ok : exitCodes.failed;
}

function render(findings: readonly KernelFinding[], name: string): string {
  const rows = findings.map(({ option, level, by, state, instead, why }) => [
    option,
    instead === undefined ? state : `${state}, ${instead} does it`,
    level,
    by,
    why,
  ]);
  return [
    renderTable([['OPTION', 'KERNEL', 'LEVEL', 'BY', 'FOR'], ...rows]),
    '',
    ...(['required', 'optional'] as const).map((level) => summary(findings, level)),
    `${name}: ${verdict(findings) === exitCodes.ok ? 'ok' : 'not good enough for a node'}`,
  ].join('\n');
}

function summary(findings: readonly KernelFinding[], level: Level): string {
  const all = findings.filter((finding) => finding.level === level);
  const missing = all.filter(({ satisfied }) => !satisfied).map(({ option }) => option);
  const counted = `${level}: ${all.length - missing.length} of ${all.length}`;
  return missing.length === 0 ? counted : `${counted}, without ${missing.join(', ')}`;
}
