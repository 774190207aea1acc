import { Composer, type Document, Lexer, Parser } from 'yaml';
import type { Origin, Problem } from '../../config/problem.ts';
import { type LinePosition, linePositions } from '../line-positions.ts';
import { decodeText } from '../text-bytes.ts';
import { isNull, type Parsed } from '../tree.ts';
import { syntaxAdvice } from './syntax.ts';
import { TreeBuilder } from './tree-builder.ts';
import { maxDepth, Unusable } from './unusable.ts';

/** A megabyte of configuration is a mistake already; these keep memory and time in bounds. */
const maxBytes = 16 * 1024 * 1024;
/** One mistake makes the parser report many; the first ones tell. */
const maxSyntaxErrors = 5;

/**
 * The first document of a YAML 1.1 (or JSON) text.
 * @param file name shown in problems, as in Origin
 */
export function parseYaml(content: Buffer | string, file: string): Parsed {
  if (content.length > maxBytes) {
    return unusable({ file, line: 1 }, `is larger than ${maxBytes} bytes`);
  }

  const decoded = decodeText(content);
  if ('fault' in decoded) {
    return unusable({ file, line: decoded.fault.line }, decoded.fault.reason);
  }

  const { text } = decoded;
  const positionOf = linePositions(text);
  const page = /^\s*<(?=!doctype|!--|html|head|body|\?xml)/i.exec(text);
  if (page !== null) {
    const at = positionOf(page[0].length - 1);
    return unusable({ file, ...at }, 'is a web page, not configuration: did a login page answer?');
  }

  try {
    return parseDocument(text, file, positionOf);
  } catch (error) {
    if (error instanceof Unusable) {
      return unusable({ file, ...error.at }, error.message);
    }
    throw error;
  }
}

function parseDocument(
  text: string,
  file: string,
  positionOf: (offset: number) => LinePosition,
): Parsed {
  const document = firstDocument(text, positionOf);
  if (document === undefined) {
    return { root: undefined, broken: false, problems: [] };
  }
  if (document.errors.length > 0) {
    const problems = syntaxProblems(document, text, file, positionOf);
    return { root: undefined, broken: true, problems };
  }

  const builder = new TreeBuilder((offset) => ({ file, ...positionOf(offset) }));
  const root = builder.build(document.contents, '', 0, {
    file,
    ...positionOf(document.contents?.range?.[0] ?? 0),
  });
  const further = furtherDocument(text, document.range[2]);
  if (further !== undefined) {
    const message = 'a second document begins here: only the first one of a file is used';
    builder.problems.push({ severity: 'warning', file, ...positionOf(further), message });
  }
  return { root: isNull(root) ? undefined : root, broken: false, problems: builder.problems };
}

/** Where a document begins that follows the first one and says something. */
function furtherDocument(text: string, end: number): number | undefined {
  const rest = text.slice(end);
  const start = rest.search(/^---/m);
  const saying = /^(?!---[ \t\r]*(#.*)?$|\.\.\.|[ \t\r]*(#.*)?$)./m;
  return start === -1 || !saying.test(rest.slice(start)) ? undefined : end + start;
}

function firstDocument(
  text: string,
  positionOf: (offset: number) => LinePosition,
): Document.Parsed | undefined {
  // Failsafe: every scalar stays text; what it means is decided in scalar.ts.
  const options = {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    resolveKnownTags: false,
  } as const;
  const [first] = new Composer(options).compose(boundedTokens(text, positionOf));
  return first;
}

/** The parser keeps its nesting on a stack of its own, the composer recurses: stop before that. */
function* boundedTokens(text: string, positionOf: (offset: number) => LinePosition) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > 2 * maxDepth) {
      throw new Unusable(`is nested deeper than ${maxDepth} levels`, positionOf(parser.offset));
    }
  }
  yield* parser.end();
}

function syntaxProblems(
  { errors, contents }: Document.Parsed,
  text: string,
  file: string,
  positionOf: (offset: number) => LinePosition,
): Problem[] {
  // What is missed behind the last line break is missed in a line nobody sees.
  const end = text.trimEnd().length;
  const byLine = new Map<number, Problem>();
  for (const { offset, message } of syntaxAdvice(errors, text, contents)) {
    const at = positionOf(Math.min(offset, end));
    if (!byLine.has(at.line)) {
      const reason = `is no valid YAML: ${message}`;
      byLine.set(at.line, { severity: 'error', file, ...at, message: reason });
    }
  }
  return [...byLine.values()].slice(0, maxSyntaxErrors);
}

function unusable(origin: Origin, message: string): Parsed {
  return { root: undefined, broken: true, problems: [{ severity: 'error', ...origin, message }] };
}
