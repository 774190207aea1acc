import { z } from 'zod';
import type { FileSystem } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';

/** What was done since power-on; /run is empty at every boot, so nothing has to be cleaned up. */
const path = '/run/k3os/ledger.json';
const Entries = z.record(z.string(), z.string());

export interface LedgerEntry {
  readonly key: string;
  readonly value: string;
}

/** A ledger that cannot be read is an empty one: at worst something is done twice. */
export function readLedger(files: FileSystem): Map<string, string> {
  try {
    const text = files.read(path)?.toString() ?? '{}';
    return new Map(Object.entries(Entries.parse(JSON.parse(text))));
  } catch {
    return new Map();
  }
}

/**
 * Collects entries in memory; `save` after a step, and after each thing that must not happen twice. A full /run
 * must not end a run before the way in is made: `failure` says at the end what could not be noted.
 */
export class Ledger {
  readonly #files: FileSystem;
  readonly #entries: Map<string, string>;
  #changed = false;
  #failure: string | undefined;

  constructor(files: FileSystem) {
    this.#files = files;
    this.#entries = readLedger(files);
  }

  add({ key, value }: LedgerEntry): void {
    if (this.#entries.get(key) !== value) {
      this.#entries.set(key, value);
      this.#changed = true;
    }
  }

  /** Undefined as long as all that is known is on record. */
  get failure(): string | undefined {
    return this.#failure;
  }

  save(): void {
    if (!this.#changed) {
      return;
    }

    // Sorted: the same things done in another order leave the same file.
    const entries = Object.fromEntries([...this.#entries].sort());
    const text = `${JSON.stringify(entries, undefined, 1)}\n`;
    try {
      // 0600: hashes of secrets are in it.
      this.#files.writeAtomically(path, text, { mode: 0o600 });
      this.#changed = false;
      this.#failure = undefined;
    } catch (error) {
      this.#failure = reasonOf(error);
    }
  }
}
