import type { Duplex } from 'node:stream';
import { OperationError } from '../errors.ts';

/** A message of QEMU that nobody asked for: `{ event: 'SHUTDOWN', data: { reason: 'guest-shutdown' } }`. */
export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

export type Qmp = ReturnType<typeof connectQmp>;

interface Pending {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const answerMs = 30_000;

/** QEMU's control protocol: one JSON object a line, either way. */
export function connectQmp(stream: Duplex, onEvent: (event: QmpEvent) => void) {
  const pending = new Map<number, Pending>();
  let next = 1;
  let rest = '';
  let closed = false;

  function settle(message: Answer): void {
    const asked = pending.get(message.id ?? 0);
    pending.delete(message.id ?? 0);
    if (message.error === undefined) {
      asked?.resolve(message.return);
    } else {
      asked?.reject(new OperationError(`qemu: ${asked.command}: ${message.error.desc}`));
    }
  }

  function close(): void {
    closed = true;
    for (const { command, reject } of pending.values()) {
      reject(new OperationError(`qemu has ended before it did ${command}`));
    }
    pending.clear();
  }

  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.trim() !== '')) {
      const message = JSON.parse(line) as Answer & Partial<QmpEvent>;
      if (message.event === undefined) {
        settle(message);
      } else {
        onEvent(message as QmpEvent);
      }
    }
  });
  // A QEMU that is killed closes with what is unread, which is an error of the socket but none for us.
  stream.on('error', close);
  stream.on('close', close);

  async function execute(
    command: string,
    words: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> {
    if (closed) {
      throw new OperationError(`qemu has ended, it cannot ${command}`);
    }

    const id = next++;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        pending.set(id, { command, resolve, reject });
        timer = setTimeout(
          () => reject(new OperationError(`qemu does not answer ${command}`)),
          answerMs,
        );
        stream.write(`${JSON.stringify({ execute: command, arguments: words, id })}\n`);
      });
    } finally {
      clearTimeout(timer);
      pending.delete(id);
    }
  }

  // Nothing else is allowed before; its answer tells no more than the greeting.
  execute('qmp_capabilities').catch(() => undefined);
  return {
    execute,
    /** A command of the old monitor, for what has no other: its answer is text for people. */
    async human(line: string): Promise<string> {
      return String(await execute('human-monitor-command', { 'command-line': line }));
    },
  };
}
