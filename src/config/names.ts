import { type Field, hasFields, rootField, type StructureField } from './field-tree.ts';

/** `dnsNameservers` → `dns_nameservers`, `k3sArgs` → `k3s_args`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Every spelling of a key besides the canonical one, the preferred first. The original's rule: the name,
 * the name less a final `s` or `es`; of each the snake_case and the joined form. Keys taken over from
 * cloud-init have the first pair only: its `user` is not its `users`.
 */
export function aliasesOf({ name, meta }: Field): string[] {
  const singulars = meta.from === 'cloud-init' ? [] : [/s$/, /es$/].filter((end) => end.test(name));
  const stems = [name, ...singulars.map((end) => name.replace(end, ''))];
  const derived = stems.flatMap((stem) => [snakeCase(stem), stem.toLowerCase()]);

  return [...new Set([...derived, ...(meta.aliases ?? [])])].filter((alias) => alias !== name);
}

const resolvers = new Map<StructureField, ReadonlyMap<string, Field>>();

function resolverOf(structure: StructureField): ReadonlyMap<string, Field> {
  const known = resolvers.get(structure);
  if (known !== undefined) {
    return known;
  }

  const made = new Map<string, Field>();
  for (const field of structure.fields.values()) {
    for (const name of [field.name.toLowerCase(), ...aliasesOf(field)]) {
      made.set(name, field);
    }
  }
  resolvers.set(structure, made);
  return made;
}

/** The field that a key as written means: any letter case, dashes for underscores. */
export function fieldNamed(structure: StructureField, written: string): Field | undefined {
  return resolverOf(structure).get(written.toLowerCase().replaceAll('-', '_'));
}

/** A path as the user writes it: `k3os.wifi[0].name`, `k3os.sysctls.net.ipv4.ip_forward`. */
export function writtenPath(path: readonly (string | number)[]): string {
  let field: Field | undefined = rootField;
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') {
      text += `[${step}]`;
      continue;
    }
    const next: Field | undefined = hasFields(field) ? field.fields.get(step) : undefined;
    const name = next === undefined ? step : snakeCase(step);
    text += text === '' ? name : `.${name}`;
    field = next;
  }
  return text;
}

/**
 * A path as a user gives it (`k3os.sysctl.net.ipv4.ip_forward`, `k3os.wifi[0].name`) → canonical.
 * Undefined: there is no such key.
 */
export function canonicalPath(written: string): (string | number)[] | undefined {
  const path: (string | number)[] = [];
  let field: Field = rootField;
  let rest = written;
  while (rest !== '') {
    // Below a text map the whole rest is one key.
    if (field.kind === 'text-map') {
      return [...path, rest.replace(/^\[(.*)\]$/, '$1')];
    }

    const index: string | undefined = /^\[\d+\]/.exec(rest)?.[0];
    const name: string = index ?? /^[^.[]*/.exec(rest)?.[0] ?? '';
    const next: Field | undefined = index === undefined ? childNamed(field, name) : field;
    if (next === undefined) {
      return undefined;
    }
    path.push(index === undefined ? next.name : Number(index.slice(1, -1)));
    field = next;
    rest = rest.slice(name.length).replace(/^\./, '');
  }
  return path;
}

function childNamed(field: Field, name: string): Field | undefined {
  return hasFields(field) ? fieldNamed(field, name) : undefined;
}
