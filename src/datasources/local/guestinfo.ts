import { OperationError } from '../../errors.ts';
import type { Access } from '../access.ts';

type Exec = Access['exec'];

/** Twice what vCenter takes for a field. */
const most = 1024 * 1024;

/** The first may be forbidden by the host where the second is not. */
const tools: readonly (readonly string[])[] = [['vmware-rpctool'], ['vmtoolsd', '--cmd']];

/** `guestinfo.KEY`; undefined where there is none. @throws OperationError where the host cannot be asked */
export async function readGuestinfo(exec: Exec, key: string): Promise<Buffer | undefined> {
  const value = await tell(exec, `info-get guestinfo.${key}`);
  if (value !== undefined && Buffer.byteLength(value) > most) {
    throw new OperationError(`guestinfo.${key} has more than ${most} bytes`);
  }
  return value === undefined ? undefined : Buffer.from(value);
}

/** A key can neither be removed nor be empty: dashes, and for an encoding a blank, say that there is nothing. */
export async function clearGuestinfo(exec: Exec, key: string): Promise<void> {
  await tell(exec, `info-set guestinfo.${key} ---`);
  await tell(exec, `info-set guestinfo.${key}.encoding  `);
}

/** What the first tool answers that can answer at all. */
async function tell(exec: Exec, order: string): Promise<string | undefined> {
  const reasons: string[] = [];
  for (const tool of tools) {
    const { status, timedOut, stdout, stderr } = await exec([...tool, order], {
      timeoutMs: 10_000,
      maxOutput: 2 * most,
    });
    if (status === 0 && !timedOut) {
      return stdout;
    }
    if (/no value found/i.test(stderr)) {
      return undefined;
    }
    reasons.push(timedOut ? `${tool[0]} does not end` : stderr.trim() || `status ${status}`);
  }
  throw new OperationError(`${order.trim()}: ${reasons.join('; ')}`);
}
