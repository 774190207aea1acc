import { hetzner } from './clouds/hetzner.ts';
import type { DataSource } from './data-source.ts';

/**
 * All data sources, in the order in which `auto` prefers them. test/unit/datasources/registry.test.ts compares it with the files, with the tests
 * and with the table of the README.
 */
export const registry: readonly DataSource[] = [hetzner];
