import type { Duplex } from 'node:stream';

export type Wire = ReturnType<typeof createWire>;

/** A machine that does not read must not fill our memory: as a switch does, frames are dropped. */
const queueLimit = 1024 * 1024;

/** A network switch between machines, in this process: no addresses, no ports, no rights needed. */
export function createWire() {
  const plugs = new Set<Duplex>();

  function attach(plug: Duplex): void {
    const split = frameSplitter();
    plugs.add(plug);
    plug.on('data', (chunk: Buffer) => {
      for (const frame of split(chunk)) {
        forward(frame, plug);
      }
    });
    for (const end of ['error', 'close']) {
      plug.on(end, () => plugs.delete(plug));
    }
  }

  function forward(frame: Buffer, sender: Duplex): void {
    for (const plug of plugs) {
      if (plug !== sender && plug.writableLength < queueLimit) {
        plug.write(frame);
      }
    }
  }

  return { attach };
}

const headerBytes = 4;

/** QEMU sends each frame behind its length. Answers complete frames, length included. */
export function frameSplitter(): (chunk: Buffer) => Buffer[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const frames: Buffer[] = [];
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes) {
      const end = headerBytes + rest.readUInt32BE(0);
      if (rest.length < end) {
        break;
      }
      frames.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return frames;
  };
}
