import type { Learned } from './combine.ts';
import { type Remembered, unpacked } from './record.ts';
import { runConfig } from './run-config.ts';

/**
 * Where user-data is to be had at the first boot alone (Azure takes its DVD away soon after, VMware's may ask to be cleared), what was learned then counts as long as the
 * machine is the same. Without this the second boot would leave a node without its configuration. Pure.
 */
export function withFirstUserdata(learned: Learned, before: Remembered | undefined): Learned {
  const { source, instanceId } = learned;
  const isSame = before?.source === source && before.instanceId === instanceId;
  if (!before?.isFirstUserdata || !isSame || learned.isFirstUserdata) {
    return learned;
  }
  const userdata = unpacked(before.files).find(({ path }) => path === `${runConfig}/userdata`);
  return { ...learned, userdata: userdata?.content, isFirstUserdata: true };
}
