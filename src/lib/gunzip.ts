import { gunzipSync } from 'node:zlib';

const magic = Buffer.from([0x1f, 0x8b]);

export function isGzip(content: Buffer): boolean {
  return content.subarray(0, magic.length).equals(magic);
}

/** @throws Error when it is no whole gzip or grows beyond the limit, in bytes. */
export function gunzip(content: Buffer, limit: number): Buffer {
  if (!isGzip(content)) {
    throw new Error('is not gzip');
  }
  try {
    return gunzipSync(content, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Error(`unpacks to more than ${limit / 1024 / 1024} MiB`);
    }
    throw new Error('cannot be unpacked as gzip', { cause: error });
  }
}
