import { gunzipSync } from 'node:zlib';

/** @throws Error when it is no gzip or grows beyond the limit, in bytes. */
export function gunzip(content: Buffer, limit: number): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: limit });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const reason = isTooLarge ? `unpacks to more than ${limit / 1024 / 1024} MiB` : 'is not gzip';
    throw new Error(reason, { cause: error });
  }
}
