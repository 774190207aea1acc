import { OperationError } from '../errors.ts';
import { append, emptyText, endOf, findLine, tailOf } from './console-text.ts';
import { type DeniedId, deniedBy } from './deny-list.ts';

export interface ConsoleOptions {
  /** Of the machine, for messages. */
  readonly name: string;
  /** Entries of the deny list that this machine is meant to show. */
  readonly allow?: readonly DeniedId[];
}

export type Console = ReturnType<typeof createConsole>;

const tailLines = 40;
/** What follows a bad line says why: the trace of a panic for example. */
const graceMs = 500;
/** A line that does not go on is a prompt. Until then it may be half a line, and what it says half the truth. */
const promptMs = 1000;

/** The serial console of a machine: what it says is fed in, whoever waits for something is told. */
export function createConsole({ name, allow = [] }: ConsoleOptions) {
  const text = emptyText();
  const lookers = new Set<() => boolean>();
  const failed = Promise.withResolvers<never>();
  // It is nobody's fault if nobody waits.
  failed.promise.catch(() => undefined);
  let failure: Error | undefined;
  let verdict: string | undefined;
  let start = endOf(text);
  let judged = 0;
  let quiet = true;
  let promptTimer: NodeJS.Timeout | undefined;

  function problem(what: string): Error {
    return new OperationError(
      `${name}: ${what}; the end of its console:\n${tailOf(text, tailLines)}`,
    );
  }

  /** Ends every wait, those to come too. The first failure is the cause of the others. */
  function fail(what: string): void {
    failure ??= problem(what);
    failed.reject(failure);
  }

  function tellVerdict(): void {
    if (verdict !== undefined) {
      fail(verdict);
    }
  }

  function judge(line: string): void {
    const denied = verdict === undefined ? deniedBy(line, allow) : undefined;
    if (denied !== undefined) {
      verdict = `${denied.meaning} (${denied.id}): ${line.trim()}`;
      setTimeout(tellVerdict, graceMs);
    }
  }

  function receive(chunk: string): void {
    const complete = append(text, chunk);
    for (; judged < complete; judged++) {
      judge(text.lines[judged] ?? '');
    }
    quiet = false;
    lookAll();
    clearTimeout(promptTimer);
    promptTimer = setTimeout(settle, promptMs);
  }

  /** Nothing follows: the last line is what it is. */
  function settle(): void {
    quiet = true;
    judge(text.lines.at(-1) ?? '');
    lookAll();
  }

  function lookAll(): void {
    // After a bad line nothing good counts any more: a panic may well print what somebody waits for.
    for (const look of verdict === undefined ? lookers : []) {
      if (look()) {
        lookers.delete(look);
      }
    }
  }

  /** Resolves with the first line that matches, among those after the last `skip`. */
  function match(pattern: RegExp): Promise<RegExpExecArray> {
    const from = start;
    return new Promise((resolve) => {
      const look = (): boolean => {
        const found = findLine(text, pattern, from, quiet);
        if (found !== undefined) {
          resolve(found);
        }
        return found !== undefined;
      };
      if (!look()) {
        lookers.add(look);
      }
    });
  }

  /** The result, unless the time is over or the console shows that it will never come. */
  async function during<T>(what: string, timeoutMs: number, result: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(problem(`${what}: not within ${timeoutMs / 1000} s`)),
        timeoutMs,
      );
    });
    try {
      return await Promise.race([failed.promise, result, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    receive,
    fail,
    match,
    during,
    problem,
    /** What is there by now answers nothing that is asked from now on. */
    skip: () => {
      start = endOf(text);
    },
    /** No more will come: neither half a line nor what a bad line means needs any waiting. */
    close(): void {
      clearTimeout(promptTimer);
      settle();
      tellVerdict();
    },
    text: () => text.lines.join('\n'),
    failure: () => failure,
  };
}
