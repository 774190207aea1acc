import { inflateSync } from 'node:zlib';

const signature = '89504e470d0a1a0a';

/**
 * Bytes of a picture that are not zero: none in a black one. Rows are stored as differences, so it is no count of
 * pixels, but more is more.
 */
export function inkIn(png: Buffer): number {
  if (png.subarray(0, 8).toString('hex') !== signature) {
    throw new Error('this is no PNG');
  }

  const data = [...chunksOf(png)].filter(({ type }) => type === 'IDAT').map(({ body }) => body);
  return inflateSync(Buffer.concat(data)).filter((byte) => byte !== 0).length;
}

function* chunksOf(png: Buffer): Generator<{ type: string; body: Buffer }> {
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield {
      type: png.toString('latin1', at + 4, at + 8),
      body: png.subarray(at + 8, at + 8 + length),
    };
    at += 12 + length;
  }
}
