import { z } from 'zod';

// Generated checks pay off after thousands of objects; here they would be compiled at every start.
z.config({ jitless: true });

/**
 * The five kinds of values a k3OS file has. Each field carries what the reference table, the JSON Schema,
 * the conversions and the masking need, so that schema.ts is the only place that knows a key.
 */
export interface FieldMeta {
  readonly description: string;
  /** As a user would write it in YAML, after the key. */
  readonly example?: string;
  /** Masked in every output, log and error. */
  readonly secret?: boolean;
  /** `k3os`: understood by the original; `cloud-init`: taken over from there; `new`: ours. Default k3os. */
  readonly from?: 'k3os' | 'cloud-init' | 'new';
  /** Further names, besides those that the alias rule derives: `pass` for passphrase. */
  readonly aliases?: readonly string[];
  /** A mistake in it costs this value alone, not the whole entry that it stands in. */
  readonly alone?: boolean;
}

/** Why a value cannot be used, in a few words that name what is allowed; undefined when it can. */
export type Check = (value: string) => string | undefined;

/** What is wrong with a part of a value, and where in it. */
export interface Finding {
  readonly path: (string | number)[];
  readonly message: string;
}

interface FieldOptions extends FieldMeta {
  readonly check?: Check;
}

interface MapOptions extends FieldOptions {
  /** As check, of each key with its value. */
  readonly checkKey?: (key: string, value: string) => string | undefined;
}

/** Issues with this code are about meaning, not type: the value stays in a dump but is not applied. */
export const semanticIssue = 'custom';

function checked(check: Check | undefined) {
  const text = z.string();
  if (check === undefined) {
    return text;
  }

  return text.superRefine((value, context) => {
    const reason = check(value);
    if (reason !== undefined) {
      context.addIssue({ code: semanticIssue, message: reason });
    }
  });
}

export function text({ check, ...meta }: FieldOptions) {
  return checked(check)
    .meta({ ...meta })
    .optional();
}

export function textList({ check, ...meta }: FieldOptions) {
  return z
    .array(checked(check))
    .meta({ ...meta })
    .optional();
}

export function textMap({ check, checkKey, ...meta }: MapOptions) {
  return z
    .record(z.string(), checked(check))
    .superRefine((map, context) => {
      for (const [key, value] of Object.entries(map)) {
        const reason = checkKey?.(key, value);
        if (reason !== undefined) {
          context.addIssue({ code: semanticIssue, path: [key], message: reason });
        }
      }
    })
    .meta({ ...meta })
    .optional();
}

/** @param check of a whole row */
export function textTable({
  check,
  ...meta
}: FieldMeta & { readonly check: (row: readonly string[]) => string | undefined }) {
  const row = z.array(z.string()).superRefine((cells, context) => {
    const reason = check(cells);
    if (reason !== undefined) {
      context.addIssue({ code: semanticIssue, message: reason });
    }
  });
  return z
    .array(row)
    .meta({ ...meta })
    .optional();
}

export function flag(meta: FieldMeta) {
  return z
    .boolean()
    .meta({ ...meta })
    .optional();
}

export function structure<Shape extends z.ZodRawShape>(meta: FieldMeta, shape: Shape) {
  return z
    .strictObject(shape)
    .meta({ ...meta })
    .optional();
}

/**
 * @param required keys without which an entry means nothing
 * @param checkAll of values that are right by themselves, but not beside others
 */
export function structureList<Shape extends z.ZodRawShape>(
  meta: FieldMeta,
  shape: Shape,
  required: readonly (keyof Shape & string)[] = [],
  checkAll: (entries: readonly object[]) => readonly Finding[] = () => [],
) {
  const entry = z.strictObject(shape).superRefine((value, context) => {
    const missing = required.filter((key) => (value as Record<string, unknown>)[key] === undefined);
    if (missing.length > 0) {
      context.addIssue({ code: semanticIssue, message: `needs a ${missing.join(' and a ')}` });
    }
  });

  return z
    .array(entry)
    .superRefine((entries, context) => {
      for (const finding of checkAll(entries)) {
        context.addIssue({ code: semanticIssue, ...finding });
      }
    })
    .meta({ ...meta })
    .optional();
}
