import { statSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../../errors.ts';
import { runTool } from './run-tool.ts';
import type { Epoch } from './squashfs.ts';

/** $SOURCE_DATE_EPOCH, else when the checkout was last committed, else when it was unpacked. */
export async function sourceDateEpoch(
  project: string,
  given = process.env.SOURCE_DATE_EPOCH,
): Promise<Epoch> {
  if (given !== undefined) {
    if (!/^\d{1,10}$/.test(given)) {
      throw new OperationError(`SOURCE_DATE_EPOCH=${given}: not a number of seconds since 1970`);
    }
    return Number(given);
  }

  const log = ['git', '-C', project, 'log', '-1', '--format=%ct'];
  const committed = await runTool(log).catch(() => '');
  return committed === ''
    ? Math.floor(statSync(join(project, 'package.json')).mtimeMs / 1000)
    : Number(committed);
}
