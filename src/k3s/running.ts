import { z } from 'zod';
import { mask } from '../config/secrets.ts';
import { digest } from '../lib/digest.ts';
import { readableArgs } from './masked.ts';

/** What k3s is started with: the content of the two files, taken apart. */
export interface LaunchFiles {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** `/run/k3os/k3s.json`: what the running k3s was started with, in a form that shows changes but no secret. */
export const Running = z.object({
  /** Readable words, secrets as fingerprints. */
  args: z.array(z.string()),
  /** Fingerprints by name. */
  environment: z.record(z.string(), z.string()),
});
export type Running = z.infer<typeof Running>;

export function runningOf({ args, environment }: LaunchFiles): Running {
  const names = Object.keys(environment).sort();
  return {
    args: readableArgs(args, fingerprint),
    environment: Object.fromEntries(
      names.map((name) => [name, fingerprint(environment[name] ?? '')]),
    ),
  };
}

export function renderRunning(running: Running): string {
  return `${JSON.stringify(running)}\n`;
}

/** Undefined: absent or damaged, so nothing is known. */
export function parseRunning(content: Buffer | undefined): Running | undefined {
  try {
    return Running.parse(JSON.parse(content?.toString() ?? ''));
  } catch {
    return undefined;
  }
}

/** `+--node-label=a=b`, `-…`, `environment K3S_TOKEN changed`; empty when a restart would change nothing. */
export function changes(before: Running, after: Running): string[] {
  const names = new Set([...Object.keys(before.environment), ...Object.keys(after.environment)]);
  const environment = [...names].sort().flatMap((name) => {
    const [old, now] = [before.environment[name], after.environment[name]];
    if (old === now) {
      return [];
    }
    return old === undefined || now === undefined
      ? [`${old === undefined ? '+' : '-'}environment ${name}`]
      : [`environment ${name} changed`];
  });

  return [
    ...without(before.args, after.args).map((word) => `-${hideFingerprint(word)}`),
    ...without(after.args, before.args).map((word) => `+${hideFingerprint(word)}`),
    ...environment,
    ...(isReordered(before.args, after.args) ? ['order of arguments changed'] : []),
  ];
}

/** The items of `list` that are left when each of `other` has taken one away. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const taken = [...other];
  return list.filter((item) => {
    const at = taken.indexOf(item);
    if (at >= 0) {
      taken.splice(at, 1);
    }
    return at < 0;
  });
}

function isReordered(before: readonly string[], after: readonly string[]): boolean {
  return (
    before.length === after.length &&
    without(before, after).length === 0 &&
    before.some((word, index) => word !== after[index])
  );
}

const fingerprintMark = 'sha256:';

function fingerprint(value: string): string {
  return `${fingerprintMark}${digest(value).slice(0, 16)}`;
}

function hideFingerprint(word: string): string {
  return word.replace(/sha256:[0-9a-f]{16}$/, mask);
}
