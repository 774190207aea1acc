import { expect, it } from 'vitest';
import { project } from '../../../src/dev/build.ts';
import { renderAll } from '../../../src/dev/generated-files.ts';

it.each(renderAll(project))('$path is what the schema says', ({ current }) => {
  // Not so: npm run generate
  expect(current).toBe(true);
});
