import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import type { Role } from '../k3s/flag-table.ts';

export interface StartOptions {
  /** Of the cluster: two with different names can run side by side. */
  readonly name: string;
  readonly servers: number;
  readonly agents: number;
  /** Own configuration files in place of config/examples/ROLE.yaml. */
  readonly configs: Readonly<Partial<Record<Role, string>>>;
  /** Path or URL[#sha256] of a k3s binary; undefined: the stand-in. */
  readonly k3s: string | undefined;
  readonly keep: boolean;
  readonly stop: boolean;
}

export const defaultName = 'start';

export const startUsage = `usage: npm start -- [OPTION...]
  --servers N            servers, 1 to 9 (default 1)
  --agents N             agents, 0 to 20 (default 1)
  --config [ROLE=]FILE   configuration of all nodes of a role, server (default) or agent
  --k3s PATH|URL[#SHA256]  k3s binary; without it a stand-in that runs no containers
  --keep                 leave the nodes running
  --name NAME            name of this set of nodes (default: ${defaultName})
  --stop                 stop nodes that were left running
  --vm                   boot the ISO in a virtual machine instead; --vm --help has its options`;

export function parseStartOptions(words: readonly string[]): StartOptions {
  const values = parse(words);
  return {
    name: plainName(values.name ?? defaultName),
    servers: count('--servers', values.servers ?? '1', 1, 9),
    agents: count('--agents', values.agents ?? '1', 0, 20),
    configs: Object.fromEntries((values.config ?? []).map(roleAndFile)),
    k3s: values.k3s,
    keep: values.keep ?? false,
    stop: values.stop ?? false,
  };
}

function parse(words: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = {
      servers: text,
      agents: text,
      config: { type: 'string', multiple: true } as const,
      k3s: text,
      name: text,
      keep: flag,
      stop: flag,
      help: flag,
    };
    const { values } = parseArgs({ args: withNegatives(words), options, strict: true });
    if (values.help) {
      throw new UsageError(startUsage);
    }
    return values;
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${parserReason(error as NodeJS.ErrnoException)}\n${startUsage}`);
  }
}

/** `--agents -1` as `--agents=-1`: a number out of range, not an option of its own. */
function withNegatives(words: readonly string[]): string[] {
  const isNegative = (word = '') => /^-\d/.test(word);
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    return isNegative(word) ? [] : [isNegative(next) ? `${word}=${next}` : word];
  });
}

/** Node explains at length how to write values that begin with a dash; none of ours does. */
function parserReason({ code, message }: NodeJS.ErrnoException): string {
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return message;
  }
  const [option] = /--[a-z0-9]+/.exec(message) ?? [''];
  return `${option}: ${message.includes('does not take') ? 'takes no value' : 'a value is missing'}`;
}

function count(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${most}`);
  }
  return number;
}

function plainName(text: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(text)) {
    throw new UsageError(`--name ${text}: must be letters, digits and dashes`);
  }
  return text;
}

/** A name with a slash in front of its `=` is a file: `./a=b.yaml`. */
function roleAndFile(text: string): [Role, string] {
  const [, role, file = text] = /^([^=/]*)=(.*)$/s.exec(text) ?? [];
  if (role !== undefined && role !== 'server' && role !== 'agent') {
    throw new UsageError(`--config ${text}: role is server or agent`);
  }
  if (file === '') {
    throw new UsageError(`--config ${text}: names no file`);
  }
  return [role ?? 'server', file];
}
