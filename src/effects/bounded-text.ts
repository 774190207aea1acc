/** Collects a stream's head and tail; what is in between is counted, not kept. */
export class BoundedText {
  readonly #half: number;
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #dropped = 0;

  /** @param limit bytes kept at most */
  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  add(part: Buffer): void {
    const room = this.#half - this.#head.length;
    if (room > 0) {
      this.#head = Buffer.concat([this.#head, part.subarray(0, room)]);
    }

    const tail = Buffer.concat([this.#tail, part.subarray(Math.max(room, 0))]);
    const excess = Math.max(0, tail.length - this.#half);
    this.#dropped += excess;
    this.#tail = tail.subarray(excess);
  }

  toString(): string {
    const gap = this.#dropped === 0 ? '' : `\n[… ${this.#dropped} bytes left out …]\n`;
    return `${this.#head.toString()}${gap}${this.#tail.toString()}`;
  }
}
