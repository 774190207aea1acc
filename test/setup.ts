import { afterAll } from 'vitest';
import { removeTempRoots } from './support/temp-root.ts';

// A developer's own settings must not decide whether a test passes.
process.env.TZ = 'UTC';
process.env.LC_ALL = 'C.UTF-8';

afterAll(removeTempRoots);
