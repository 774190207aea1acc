import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperationError } from '../../errors.ts';
import { sha256OfFile } from '../build/file-digest.ts';
import { runTool } from '../build/run-tool.ts';

export interface K3sBinary {
  readonly path: string;
  /** `v1.36.4+k3s1`, the name of its folder on a node. */
  readonly version: string;
}

/** @param source a path, or an http(s) URL with an optional `#sha256`, fetched once and kept in the cache. */
export async function findK3s(source: string, cache: string): Promise<K3sBinary> {
  const path = /^https?:/.test(source) ? await download(source, cache) : resolve(source);
  if (!existsSync(path) || (statSync(path).mode & 0o111) === 0) {
    throw new OperationError(`--k3s ${source}: there is no such program, or it is not executable`);
  }
  return { path, version: await k3sVersionOf(path) };
}

/** What the program says of itself: `k3s version v1.36.4+k3s1 (0123abcd)`. */
export async function k3sVersionOf(path: string): Promise<string> {
  const output = await runTool([path, '--version']);
  const version = /^k3s version (v\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
  if (version === undefined) {
    throw new OperationError(
      `${path} does not say which k3s it is: ${output.trim().split('\n')[0]}`,
    );
  }
  return version;
}

async function download(source: string, cache: string): Promise<string> {
  const [url = '', hash = ''] = source.split('#');
  const folder = join(cache, 'k3s', createHash('sha256').update(source).digest('hex').slice(0, 16));
  const target = join(folder, 'k3s');
  if (existsSync(target)) {
    return target;
  }

  mkdirSync(folder, { recursive: true });
  const unfinished = `${target}.${process.pid}.tmp`;
  try {
    await fetchTo(url, unfinished);
    await verify(unfinished, url, hash.replace(/^sha256[-:=]/, ''));
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return target;
}

async function fetchTo(url: string, file: string): Promise<void> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new OperationError(`cannot fetch ${url}`, { cause });
  });
  if (!response.ok || response.body === null) {
    throw new OperationError(`cannot fetch ${url}: HTTP ${response.status}`);
  }
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file, { mode: 0o755 }));
}

async function verify(file: string, url: string, wanted: string): Promise<void> {
  const found = await sha256OfFile(file);
  if (wanted !== '' && wanted.toLowerCase() !== found) {
    throw new OperationError(`${url}: sha256 is ${found}, not ${wanted}`);
  }
}
