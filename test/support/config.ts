import { NodeConfig } from '../../src/config/schema.ts';

/**
 * A configuration as appliers see it: canonical names, valid values. Throws for a value that the schema
 * refuses, so that no test proves something about a configuration that cannot exist.
 */
export function config(values: NodeConfig = {}): NodeConfig {
  return NodeConfig.parse(values);
}
