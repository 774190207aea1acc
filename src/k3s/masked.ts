import { mask, maskVariable } from '../config/secrets.ts';
import { findFlag } from './flag-table.ts';

/**
 * The words of a command line as a person reads them: a flag and its value together, secrets replaced.
 * @param hide what stands for a secret value
 */
export function readableArgs(args: readonly string[], hide = (_value: string) => mask): string[] {
  const units: string[] = [];

  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const [, dashes = '', name = '', value] = /^(--?)([^-=][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const flag = findFlag(name);
    const takesNext = flag !== undefined && flag.type !== 'bool' && value === undefined;
    const given = takesNext ? args[at + 1] : value;

    if (given === undefined) {
      units.push(word);
      continue;
    }
    const shown = flag?.secret ? hide(given) : given;
    units.push(`${dashes}${name}${takesNext ? ' ' : '='}${shown}`);
    at += takesNext ? 1 : 0;
  }

  return units;
}

/** The environment for showing, sorted. */
export function readableEnvironment(environment: Readonly<Record<string, string>>): string[] {
  return Object.keys(environment)
    .sort()
    .map((name) => `${name}=${maskVariable(name, environment[name] ?? '')}`);
}
