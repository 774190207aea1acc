/** Time that passes only when everybody waits: thousands of clients can be simulated with the code that they really run. */
export interface VirtualTime {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Until nobody waits any more. */
  run(): Promise<void>;
}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export function virtualTime(): VirtualTime {
  const heap: Waiting[] = [];
  let [now, order] = [0, 0];

  return {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        order += 1;
        push(heap, { at: now + Math.max(0, milliseconds), order, wake });
      }),
    async run() {
      for (let next = pop(heap); next !== undefined; next = pop(heap)) {
        now = next.at;
        next.wake();
        // All that follows from it, up to where everybody waits again.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

const isBefore = (a: Waiting, b: Waiting) => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Waiting[], item: Waiting): void {
  heap.push(item);
  for (let index = heap.length - 1; index > 0; ) {
    const parent = (index - 1) >> 1;
    if (!isBefore(heap[index] as Waiting, heap[parent] as Waiting)) {
      return;
    }
    swap(heap, index, parent);
    index = parent;
  }
}

function pop(heap: Waiting[]): Waiting | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (heap.length === 0 || last === undefined) {
    return first;
  }
  heap[0] = last;
  for (let index = 0; ; ) {
    const children = [2 * index + 1, 2 * index + 2].filter((child) => child < heap.length);
    const least = children.reduce(
      (best, child) => (isBefore(heap[child] as Waiting, heap[best] as Waiting) ? child : best),
      index,
    );
    if (least === index) {
      return first;
    }
    swap(heap, index, least);
    index = least;
  }
}

function swap(heap: Waiting[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b] as Waiting, heap[a] as Waiting];
}
