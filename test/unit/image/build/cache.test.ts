import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cached, cacheFolder, hashOf } from '../../../../src/image/build/cache.ts';
import { tempRoot } from '../../../support/temp-root.ts';

describe('the cache', () => {
  let cache: string;
  let built: string[];

  const stage = (key: string, build = async () => {}) => ({
    name: 'base',
    key,
    async build(folder: string) {
      built.push(key);
      writeFileSync(join(folder, 'key'), key);
      await build();
    },
  });

  beforeEach(() => {
    cache = tempRoot({}).path;
    built = [];
  });

  it('builds what is not there, and nothing twice', async () => {
    const first = await cached(cache, stage('aa'));
    const second = await cached(cache, stage('aa'));

    expect(second).toBe(first);
    expect(readFileSync(join(first, 'key'), 'utf8')).toBe('aa');
    expect(built).toEqual(['aa']);
  });

  it('keeps nothing of a build that failed', async () => {
    const broken = stage('bb', async () => {
      throw new Error('no mirror');
    });

    await expect(cached(cache, broken)).rejects.toThrow('no mirror');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('takes the result of somebody who was quicker', async () => {
    const slow = stage('cc', async () => {
      await cached(cache, stage('cc'));
    });

    expect(readFileSync(join(await cached(cache, slow), 'key'), 'utf8')).toBe('cc');
  });

  it('keeps the two latest results, and those of other stages', async () => {
    writeFileSync(join(cache, 'rootfs-11'), '');
    for (const [day, key] of ['a1', 'a2', 'a3'].entries()) {
      const folder = await cached(cache, stage(key));
      utimesSync(folder, 86_400 * day, 86_400 * day);
    }

    expect(readdirSync(cache).sort()).toEqual(['base-a2', 'base-a3', 'rootfs-11']);
    expect(existsSync(join(cache, 'base-a1'))).toBe(false);
  });

  it('keeps what was taken within the hour: another build may be reading it', async () => {
    for (const key of ['a1', 'a2', 'a3']) {
      await cached(cache, stage(key));
    }

    expect(readdirSync(cache).sort()).toEqual(['base-a1', 'base-a2', 'base-a3']);
  });

  it('removes what a killed build has left, but not what another one is at', async () => {
    mkdirSync(join(cache, `base-b1.${2 ** 22 + 1}.tmp`));
    mkdirSync(join(cache, `base-b2.${process.ppid}.tmp`));

    await cached(cache, stage('b3'));

    expect(readdirSync(cache).sort()).toEqual([`base-b2.${process.ppid}.tmp`, 'base-b3']);
  });

  it.each([
    { environment: { K3OS_CACHE: '/c', XDG_CACHE_HOME: '/x' }, folder: '/c' },
    { environment: { XDG_CACHE_HOME: '/x' }, folder: '/x/k3os' },
  ])('is in $folder', ({ environment, folder }) => {
    expect(cacheFolder(environment)).toBe(folder);
  });

  it('knows two lists apart that read the same one after the other', () => {
    expect(hashOf(['ab', 'c'])).not.toBe(hashOf(['a', 'bc']));
    expect(hashOf(['ab', 'c'])).toBe(hashOf(['ab', Buffer.from('c')]));
  });
});
