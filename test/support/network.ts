import type { NetworkInterface } from '../../src/datasources/network/network-interface.ts';
import { load, told } from './load.ts';

/** What the product says to these entries in a configuration; nothing where all is well. */
export function complaints(interfaces: readonly NetworkInterface[] | undefined): string[] {
  const text = JSON.stringify({ k3os: { interfaces } });
  return load([text], { unknownKeys: 'error' }).problems.map(told);
}
