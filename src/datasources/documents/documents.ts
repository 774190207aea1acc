import { z } from 'zod';
import { OperationError } from '../../errors.ts';
import { plainOf } from '../../lib/plain.ts';
import { parseYaml } from '../../lib/yaml/parse.ts';

/** What a source has answered, by a name that the source gives it; what is not there is undefined. */
export type Documents = Readonly<Record<string, Buffer | undefined>>;

/** A document that makes no sense; whoever has asked for it knows where it came from. */
export class DocumentError extends OperationError {
  readonly document: string;
  readonly content: Buffer | undefined;

  constructor(document: string, reason: string, content?: Buffer) {
    super(`${document}${reason.startsWith(':') ? '' : ' '}${reason}`);
    this.document = document;
    this.content = content;
  }
}

/** A captive portal answers everything with 200, too. */
const webPage = /^\s*<(!doctype|html|head)\b/i;

/**
 * The text of a document; undefined where it is absent or has nothing but blanks.
 * @throws OperationError where it is a web page or no UTF-8
 */
export function textOf(documents: Documents, name: string): string | undefined {
  const content = documents[name];
  if (content === undefined) {
    return undefined;
  }
  refuseWebPage(content, name);
  const text = decode(content, name).trim();
  return text === '' ? undefined : text;
}

function refuseWebPage(content: Buffer, name: string): void {
  if (webPage.test(content.subarray(0, 1024).toString())) {
    throw new DocumentError(name, 'is a web page: something else answers here', content);
  }
}

/** For documents that are not read as text, such as user-data that may be packed. @throws OperationError where one is a web page */
export function refuseWebPages(documents: Documents): void {
  for (const [name, content] of Object.entries(documents)) {
    refuseWebPage(content ?? Buffer.alloc(0), name);
  }
}

/** @throws OperationError where there is none of it, too: without it a machine cannot be told from another */
function requiredTextOf(documents: Documents, name: string): string {
  const text = textOf(documents, name);
  if (text === undefined) {
    throw new DocumentError(name, 'is empty');
  }
  return text;
}

/** @throws OperationError also where it is more than a word: an error that came with a 200 is no id */
export function idOf(documents: Documents, name: string): string {
  const text = requiredTextOf(documents, name);
  if (!/^[\w.:-]{1,128}$/.test(text)) {
    throw new DocumentError(
      name,
      `is no id: ${JSON.stringify(text.slice(0, 40))}`,
      documents[name],
    );
  }
  return text;
}

function decode(content: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new DocumentError(name, 'is no UTF-8 text', content);
  }
}

/**
 * Of JSON, numbers as the text that they were: some instance ids are larger than what JavaScript counts exactly.
 * @throws OperationError where it is no JSON
 */
export function jsonOf(documents: Documents, name: string): unknown {
  const text = textOf(documents, name);
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(text, (_key, value, context?: { source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value)
        ? (context?.source ?? value)
        : value,
    );
  } catch {
    throw new DocumentError(name, 'is no JSON, or not all of it came', documents[name]);
  }
}

/** Of YAML; numbers are the text that they were. @throws OperationError where it is no YAML */
export function yamlOf(documents: Documents, name: string): unknown {
  const text = textOf(documents, name);
  if (text === undefined) {
    return undefined;
  }
  const { root, broken, problems } = parseYaml(text, name);
  if (broken) {
    const [{ line = 1, message } = { message: 'is no valid YAML' }] = problems;
    throw new DocumentError(name, `${message}, in line ${line}`, documents[name]);
  }
  return root === undefined ? undefined : plainOf(root);
}

/**
 * What of a document is needed. Clouds add fields and change those that nobody needs, so a schema names few of them, and those that
 * one can do without `.catch` what is wrong.
 * @throws OperationError naming document and field
 */
export function pick<T extends z.ZodType>(schema: T, value: unknown, name: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  throw new DocumentError(name, faultAt(value, result.error.issues[0]?.path ?? []));
}

function faultAt(document: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    document,
  );
  if (path.length === 0) {
    return isNothing(found) ? 'is empty' : `is ${kindOf(found)}, where names and values should be`;
  }
  const field = path.join('.');
  return isNothing(found) ? `: ${field} is missing` : `: ${field} must not be ${kindOf(found)}`;
}

const isNothing = (value: unknown) => value === undefined || value === null || value === '';

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object'
    ? 'a map'
    : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

/** Text, or a number as text; anything else counts as absent. */
export const optionalText = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

/** Without it a machine cannot be told from another. */
export const requiredText = z.union([z.string().min(1), z.number().transform(String)]);

/** Keys, one a line; blanks and comments are none. */
export function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Of a text that may be absent or empty. */
export function bytesOf(text: string | undefined): Buffer | undefined {
  return text === undefined || text === '' ? undefined : Buffer.from(text);
}

/** Of a document that is passed on as it is; empty is none. */
export function contentOf(documents: Documents, name: string): Buffer | undefined {
  const content = documents[name];
  return content === undefined || content.length === 0 ? undefined : content;
}
