import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../build.ts';
import { renderAll } from '../generated-files.ts';

for (const { path, wanted, current } of renderAll(project)) {
  if (!current) {
    writeFileSync(join(project, path), wanted);
  }
  console.log(`${path}: ${current ? 'is current' : 'written'}`);
}
