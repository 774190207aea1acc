import { OperationError } from '../../../errors.ts';

/** Attributes are passed over: nothing that is needed is in one. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** Its own, without that of its children. */
  readonly text: string;
}

interface Growing extends XmlElement {
  readonly fullName: string;
  readonly children: Growing[];
  text: string;
}

const maxDepth = 64;
const name = String.raw`[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?`;
const attribute = String.raw`\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*')`;
const token = [
  ...[String.raw`<\?.*?\?>`, '<!--.*?-->', String.raw`<!\[CDATA\[(?<cdata>.*?)\]\]>`],
  ...[`</(?<close>${name})\\s*>`, `<(?<open>${name})(?:${attribute})*\\s*(?<empty>/?)>`],
  '(?<text>[^<]+)',
].join('|');

/**
 * The XML that Azure writes, no more: what is not known here is refused. Above all a DOCTYPE, with which a small text can become
 * a large one or read a file.
 * @param file in errors
 * @throws OperationError
 */
export function parseXml(text: string, file: string): XmlElement {
  const top: Growing = { name: '', fullName: '', children: [], text: '' };
  const open = [top];
  const tokens = new RegExp(token, 'sy');
  while (tokens.lastIndex < text.length) {
    const at = tokens.lastIndex;
    const found = tokens.exec(text);
    if (found === null) {
      const what = /^<!doctype/i.test(text.slice(at, at + 9)) ? 'has a DOCTYPE' : 'is no XML';
      throw new OperationError(`${file} ${what}, at character ${at + 1}`);
    }
    take(found.groups ?? {}, open, file);
  }
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || open.length > 1 || top.text.trim() !== '') {
    throw new OperationError(`${file} is not one whole XML element`);
  }
  return root;
}

function take(found: Record<string, string | undefined>, open: Growing[], file: string): void {
  const current = open.at(-1);
  if (current === undefined || open.length > maxDepth) {
    throw new OperationError(`${file} is too deep, or ends more than it begins`);
  }
  current.text += found.cdata ?? decodeText(found.text ?? '', file);
  if (found.close !== undefined && open.pop()?.fullName !== found.close) {
    throw new OperationError(`${file}: </${found.close}> ends what did not begin`);
  }
  if (found.open !== undefined) {
    const localName = found.open.replace(/^.*:/, '');
    const element = { name: localName, fullName: found.open, children: [], text: '' };
    current.children.push(element);
    if (found.empty === '') {
      open.push(element);
    }
  }
}

const characters = new Map<string, string>([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The five names that need no declaration, and numbers: a carriage return is written as one. */
function decodeText(text: string, file: string): string {
  return text.replace(/&([^;&]{0,8};)?/g, (reference, inner: string | undefined) => {
    const key = inner?.slice(0, -1) ?? '';
    const [, hex, decimal] = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(key) ?? [];
    const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : characters.get(key);
    if (character === undefined) {
      throw new OperationError(`${file} has ${reference}, an entity that is not known`);
    }
    return character;
  });
}

/** The first element there, by names below the given one. */
export function elementAt(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce(
    (parent, wanted) => parent?.children.find((child) => child.name === wanted),
    element,
  );
}

/** Undefined where it is absent or has nothing but blanks. */
export function textAt(
  element: XmlElement | undefined,
  ...names: readonly string[]
): string | undefined {
  return elementAt(element, ...names)?.text.trim() || undefined;
}

/** For text between tags. */
export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
