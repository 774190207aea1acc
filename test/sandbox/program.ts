import { buildK3os, buildStandIn } from '../../src/dev/build.ts';

/** Vitest calls it before the first test, so that two of them do not build the same side by side. */
export async function setup(): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  await buildK3os(say);
  await buildStandIn(say);
}
