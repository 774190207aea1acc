import { labelKey, labelValue, taint } from '../../src/config/checks/kubernetes.ts';
import { isOn, type Role, flags as table } from '../../src/k3s/flag-table.ts';
import { type GivenFlag, parseBool, parseFlags } from '../../src/k3s/flags.ts';
import { configWords } from './config-file.ts';
import { readIfPresent } from './files.ts';
import { Fatal } from './log.ts';

/** The flags of one start: command line over configuration file over environment over default. */
export interface Options {
  readonly role: Role;
  /** The last value; empty text when not given. */
  text(name: string): string;
  list(name: string): string[];
  isOn(name: string): boolean;
}

export function readOptions(role: Role, words: readonly string[]): Options {
  const own = parse(role, words);
  const named = own.findLast(({ flag }) => flag?.name === 'config')?.value;
  const values = gather(role, parse(role, [...configWords(role, named), ...words]));

  const options: Options = {
    role,
    text: (name) => values.get(name)?.at(-1) ?? '',
    list: (name) => values.get(name) ?? [],
    isOn: (name) => parseBool(values.get(name)?.at(-1) ?? 'false') === true,
  };
  refuse(options);
  return options;
}

function gather(role: Role, given: readonly GivenFlag[]): Map<string, string[]> {
  const values = new Map<string, string[]>();

  for (const { flag, value = '' } of given) {
    if (flag !== undefined) {
      const parts = flag.commas ? value.split(',') : [value];
      const before = flag.type === 'list' ? (values.get(flag.name) ?? []) : [];
      values.set(flag.name, [...before, ...parts]);
    }
  }
  return new Map([...fromEnvironment(role), ...values]);
}

function fromEnvironment(role: Role): [string, string[]][] {
  return table
    .filter((flag) => isOn(flag, role))
    .flatMap(({ name, env }) => {
      const value = env === undefined ? undefined : process.env[env];
      return value ? [[name, [value]]] : [];
    });
}

/** Strict, with the messages of the command line library that k3s uses. */
function parse(role: Role, words: readonly string[]): readonly GivenFlag[] {
  const { flags } = parseFlags(words.map((text, item) => ({ text, item })));

  for (const { name, flag, value } of flags) {
    if (flag === undefined || !isOn(flag, role)) {
      throw new Fatal(`flag provided but not defined: -${name}`);
    }
    if (value === undefined) {
      throw new Fatal(`flag needs an argument: --${name}`);
    }
    if (flag.type === 'bool' && parseBool(value) === undefined) {
      throw new Fatal(`invalid boolean value "${value}" for -${name}: parse error`);
    }
    if (flag.type === 'int' && !/^[+-]?\w+$/.test(value)) {
      throw new Fatal(`invalid value "${value}" for flag -${name}: parse error`);
    }
  }
  return flags;
}

const egressModes = ['', 'disabled', 'agent', 'pod', 'cluster'];
const backends = ['', 'none', 'vxlan', 'host-gw', 'wireguard-native'];

/** What k3s and its kubelet refuse at the start. */
const refusals: readonly [(options: Options) => boolean, string][] = [
  [
    (o) => o.text('cluster-reset-restore-path') !== '' && !o.isOn('cluster-reset'),
    'invalid flag use; --cluster-reset required with --cluster-reset-restore-path',
  ],
  [
    (o) => o.isOn('disable-etcd') && o.text('server') === '',
    'invalid flag use; --server is required with --disable-etcd',
  ],
  [
    (o) => o.isOn('cluster-reset') && o.text('server') !== '',
    'invalid flag use; cannot use --server with --cluster-reset',
  ],
  [
    (o) => o.isOn('disable-apiserver') && o.text('datastore-endpoint') !== '',
    'invalid flag use; cannot use --disable-apiserver with --datastore-endpoint',
  ],
  [(o) => !egressModes.includes(o.text('egress-selector-mode')), 'invalid egress-selector-mode'],
  [(o) => !backends.includes(o.text('flannel-backend')), 'unsupported flannel backend'],
  [
    (o) => o.list('node-label').some((label) => isBadLabel(label)),
    'failed to start kubelet: unknown or invalid label specified with --node-labels',
  ],
  [
    (o) => o.list('node-taint').some((text) => taint(text) !== undefined),
    'failed to start kubelet: invalid taint spec',
  ],
];

function isBadLabel(label: string): boolean {
  const [key = '', ...value] = label.split('=');
  return labelKey(key) !== undefined || labelValue(value.join('=')) !== undefined;
}

function refuse(options: Options): void {
  const refusal = refusals.find(([isRefused]) => isRefused(options));
  if (refusal !== undefined) {
    throw new Fatal(refusal[1]);
  }
}

const tokenFileWait = { attempts: 120, everyMs: 2000 };

/** `token-file` beats `token` wherever each was given; k3s waits four minutes for the file to appear. */
export async function readToken(options: Options, name: 'token' | 'agent-token'): Promise<string> {
  const file = options.text(`${name}-file`);
  if (file === '') {
    return options.text(name);
  }

  for (let attempt = 0; attempt < tokenFileWait.attempts; attempt++) {
    const text = readIfPresent(file);
    if (text !== undefined) {
      return text.trim();
    }
    await new Promise((resolve) => setTimeout(resolve, tokenFileWait.everyMs));
  }
  throw new Fatal(`timed out waiting for ${name}-file`);
}
