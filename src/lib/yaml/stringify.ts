import { stringify } from 'yaml';

const layout = {
  version: '1.1',
  sortMapEntries: true,
  lineWidth: 0,
  indentSeq: false,
  aliasDuplicateObjects: false,
} as const;

/** Characters that may not stand in a YAML text as they are, or that nobody sees. */
const unprintable = /[\x7f-\x84\x86-\xa0\u200b\u2060\ufeff\ufffe\uffff]/g;
/** What is warned of without quotes. */
const pasted = /[\u2018-\u201f\xab]/;

/** A plain value as YAML: block style, sorted keys, every text quoted where YAML 1.1 would misread it. */
export function stringifyYaml(value: unknown): string {
  const text = stringify(value, layout);
  if (text.search(unprintable) === -1 && !pasted.test(text) && !/^[ -]*<<:/m.test(text)) {
    return text;
  }

  // Escapes exist in double quotes only. The writer never quotes <<, but then it is alone at a line's start.
  const quoted = { defaultStringType: 'QUOTE_DOUBLE', blockQuote: false } as const;
  return stringify(value, { ...layout, ...quoted })
    .replace(unprintable, escaped)
    .replace(/^((?: |- )*)<<:/gm, '$1"<<":');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
