import { renderJsonSchema } from '../config/json-schema.ts';
import { exitCodes } from '../errors.ts';
import type { Command } from './command.ts';

export const configSchema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of configuration files, for editors',

  async run({ print }) {
    print(renderJsonSchema().trimEnd());
    return exitCodes.ok;
  },
};
