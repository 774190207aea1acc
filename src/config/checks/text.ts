import type { Check } from '../fields.ts';

/** For values that become one line of another file. */
export const oneLine: Check = (value) =>
  /[\r\n\0]/.test(value) ? 'must be a single line' : undefined;

export function oneOf(...allowed: string[]): Check {
  const told = allowed.filter((word) => word !== '').join(', ');
  return (value) => (allowed.includes(value) ? undefined : `must be one of ${told}`);
}

export function matching(pattern: RegExp, what: string): Check {
  return (value) => (pattern.test(value) ? undefined : `must be ${what}`);
}

/** The first reason of several checks. */
export function all(...checks: Check[]): Check {
  return (value) => {
    for (const check of checks) {
      const reason = check(value);
      if (reason !== undefined) {
        return reason;
      }
    }

    return undefined;
  };
}

/** `90s`, `15m`, `2h`. */
export const duration = matching(/^[1-9][0-9]{0,5}[smh]$/, 'a duration such as 90s, 15m or 2h');

export const absolutePath: Check = (value) =>
  value.startsWith('/') && !value.includes('\0') ? undefined : 'must be an absolute path';

export const httpUrl: Check = (value) => {
  // The parser drops line breaks and tabs in silence; whoever reads the value as it is would not.
  if (/[\s\p{Cc}]/u.test(value) || !URL.canParse(value)) {
    return 'must be a URL such as https://host:6443';
  }

  const { protocol } = new URL(value);
  return protocol === 'https:' || protocol === 'http:' ? undefined : 'must be an http or https URL';
};
