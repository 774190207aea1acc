import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderJsonSchema } from '../config/json-schema.ts';
import { withReference } from '../config/reference.ts';
import { OperationError } from '../errors.ts';

export interface GeneratedFile {
  readonly path: string;
  /** @param present what is in the file now; empty when it is absent. */
  render(present: string): string;
}

/** Files in the repository that are made from the schema. */
const generatedFiles: readonly GeneratedFile[] = [
  { path: 'config/k3os.schema.json', render: renderJsonSchema },
  {
    path: 'README.md',
    render(present) {
      const text = withReference(present);
      if (text === undefined) {
        throw new OperationError('README.md has no place for the reference table');
      }
      return text;
    },
  },
];

export interface RenderedFile {
  readonly path: string;
  readonly wanted: string;
  readonly current: boolean;
}

export function renderAll(project: string): RenderedFile[] {
  return generatedFiles.map(({ path, render }) => {
    const present = readIfPresent(join(project, path));
    const wanted = render(present);
    return { path, wanted, current: wanted === present };
  });
}

function readIfPresent(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return '';
    }
    throw error;
  }
}
