import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createWire, frameSplitter } from '../../../src/vm/wire.ts';

function frame(text: string): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(text.length);
  return Buffer.concat([header, Buffer.from(text)]);
}

function plug() {
  const received: string[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      received.push(chunk.toString('utf8', 4));
      done();
    },
  });
  return { stream, received };
}

describe('a wire', () => {
  it('cuts a stream into frames, however it comes in pieces', () => {
    const split = frameSplitter();
    const stream = Buffer.concat([frame('one'), frame(''), frame('three')]);

    const frames = [...stream].flatMap((byte) => split(Buffer.of(byte)));

    expect(frames).toEqual([frame('one'), frame(''), frame('three')]);
    expect(frameSplitter()(stream)).toEqual(frames);
  });

  it('carries a frame to all others, and no more to those that are unplugged', async () => {
    const wire = createWire();
    const [one, two, three] = [plug(), plug(), plug()];
    for (const { stream } of [one, two, three]) {
      wire.attach(stream);
    }

    one.stream.push(frame('hello'));
    await new Promise(setImmediate);
    three.stream.destroy();
    await new Promise(setImmediate);
    two.stream.push(frame('hi'));
    await new Promise(setImmediate);

    expect([one.received, two.received, three.received]).toEqual([['hi'], ['hello'], ['hello']]);
  });
});
