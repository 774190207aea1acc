import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/cli/config-schema.ts';
import { renderJsonSchema } from '../../../src/config/json-schema.ts';
import { runCommand } from '../../support/command-input.ts';

describe('config schema', () => {
  it('prints the schema as it is in the repository', async () => {
    const { exitCode, printed } = await runCommand(configSchema);

    expect(exitCode).toBe(0);
    expect(`${printed}\n`).toBe(renderJsonSchema());
  });
});
