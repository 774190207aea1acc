import type { FileSystem } from '../effects/system.ts';
import { orAbsent } from './look.ts';

/** How names of links of containers, overlays and tunnels begin; also in connman's main.conf and in wait-network. */
export const foreign =
  /^(lo$|veth|cni|bwp|flannel|kube|docker|cali|cilium|lxc|vxlan|tunl|wg|kilo|nodelocaldns|weave|dummy|ifb|virbr|vmnet|vboxnet|br-)/;

export function isOwnInterface(name: string): boolean {
  return !foreign.test(name);
}

/** Network interfaces of the machine itself, in the order of their names. */
export function ownInterfaces(files: FileSystem): string[] {
  return (orAbsent(() => files.list('/sys/class/net')) ?? [])
    .filter((name) => isOwnInterface(name) && name !== 'bonding_masters')
    .sort();
}
