import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { readStart } from '../generations/start.ts';
import { ownNode } from './own-node.ts';

/**
 * The cluster sees which generation runs here, and which was given up. As the kubelet, which may annotate its own node.
 * @throws OperationError with what kubectl said
 */
export async function annotateNode(system: System): Promise<void> {
  const start = readStart(system.files);
  const node = ownNode(system.files);
  if (start === undefined || node === undefined) {
    return;
  }

  const { running, failed } = start;
  const rolledBack =
    failed === undefined
      ? 'k3os.io/rolled-back-'
      : `k3os.io/rolled-back=${failed.number}: ${failed.reason}`;
  const { status, stderr } = await system.exec(
    [
      ...node.kubectl,
      ...['annotate', 'node', node.name, '--overwrite', '--request-timeout=10s'],
      `k3os.io/generation=${running}`,
      rolledBack,
    ],
    { timeoutMs: 30_000 },
  );
  if (status !== 0) {
    throw new OperationError(`kubectl annotate: ${stderr.trim() || `status ${status}`}`);
  }
}
