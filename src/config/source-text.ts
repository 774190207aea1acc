import { listNode, mapNode, type Node, type Parsed, textNode } from '../lib/tree.ts';
import { parseYaml } from '../lib/yaml/parse.ts';
import { parseCmdline } from './cmdline.ts';
import type { Origin } from './problem.ts';

/** One piece of configuration, as it was read. */
export interface SourceText {
  /** As shown: `config.d/20-net.yaml`. */
  readonly file: string;
  readonly format: SourceFormat;
  /** For `unreadable` and `skipped`: why. */
  readonly content: Buffer | string;
  /** Said beside what is found in the content itself. */
  readonly notes?: readonly SourceNote[];
  /** The content is an older copy, because the present one is broken. */
  readonly lastGood?: true;
}

export interface SourceNote {
  readonly severity: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly line?: number;
}

export type SourceFormat =
  | 'yaml'
  | 'kernel-cmdline'
  | 'hostname'
  | 'authorized-keys'
  | 'script'
  | 'unreadable'
  | 'skipped';

type Parse = (content: Buffer | string, file: string) => Parsed;

const parsers: Record<SourceFormat, Parse> = {
  yaml: parseMap,
  'kernel-cmdline': parseCmdline,
  hostname: parseHostname,
  'authorized-keys': parseKeys,
  script: parseScript,
  unreadable: (content, file) => failed({ file }, content.toString()),
  skipped: (content, file) => ({
    root: undefined,
    broken: false,
    problems: [{ severity: 'warning', file, message: content.toString() }],
  }),
};

export function parseSource({ format, content, file, notes = [] }: SourceText): Parsed {
  const parsed = parsers[format](content, file);
  const told = notes.map((note) => ({ file, line: 1, ...note }));
  return { ...parsed, problems: [...told, ...parsed.problems] };
}

function parseMap(content: Buffer | string, file: string): Parsed {
  const parsed = parseYaml(content, file);
  const { root } = parsed;
  if (root === undefined || root.kind === 'map') {
    return parsed;
  }

  const what =
    root.kind === 'list'
      ? 'is a list; configuration is keys and values, such as hostname: web-1'
      : 'is plain text; configuration is keys and values, such as hostname: web-1';
  const fault = failed({ file, line: root.origin.line }, what);
  return { ...fault, problems: [...parsed.problems, ...fault.problems] };
}

function failed(origin: Partial<Origin>, message: string): Parsed {
  return { root: undefined, broken: true, problems: [{ severity: 'error', ...origin, message }] };
}

/** A blank file is no name. */
function parseHostname(content: Buffer | string, file: string): Parsed {
  const name = content.toString().trim();
  const origin = { file, line: 1 };
  return found(name === '' ? undefined : mapNode([['hostname', textNode(name, origin)]], origin));
}

function parseKeys(content: Buffer | string, file: string): Parsed {
  const lines = content
    .toString()
    .split('\n')
    .map((line, index) => {
      return textNode(line.trim(), { file, line: index + 1 });
    });
  const keys = lines.filter(({ written }) => written !== '' && !written.startsWith('#'));
  const origin = { file, line: 1 };
  const list = listNode(keys, origin);
  return found(keys.length === 0 ? undefined : mapNode([['sshAuthorizedKeys', list]], origin));
}

const scriptPath = '/run/k3os/userdata';

/** A script is stored and run by its own interpreter line, after the commands that are there already. */
function parseScript(content: Buffer | string, file: string): Parsed {
  const origin = { file, line: 1 };
  const bytes = Buffer.from(content);
  const binary = bytes.includes(0) || !bytes.equals(Buffer.from(bytes.toString()));
  const path = [scriptPath, ...partNumbers(file)].join('-');
  const text = (value: string): Node => textNode(value, origin);
  const entry = mapNode(
    [
      ['path', text(path)],
      ['content', text(binary ? bytes.toString('base64') : bytes.toString())],
      ...(binary ? [['encoding', text('b64')] as const] : []),
      ['owner', text('root')],
      ['permissions', text('0700')],
    ],
    origin,
  );
  return found(
    mapNode(
      [
        ['writeFiles+', listNode([entry], origin)],
        ['runCmd+', listNode([text(path)], origin)],
      ],
      origin,
    ),
  );
}

/** Parts may be packed in parts. */
function partNumbers(file: string): string[] {
  return [...file.matchAll(/\(part (\d+)\b/g)].map(([, number = '']) => number);
}

function found(root: Node | undefined): Parsed {
  return { root, broken: false, problems: [] };
}
