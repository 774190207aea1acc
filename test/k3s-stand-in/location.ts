import { join } from 'node:path';

/** Tests run several nodes on one machine: each gets its own /etc and /run under this folder. */
const root = () => process.env.K3S_STAND_IN_ROOT ?? '/';

/** Where a fixed path of k3s is: `/etc/rancher/node/password`. */
export function located(path: string): string {
  return join(root(), path);
}
