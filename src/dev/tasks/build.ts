import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildK3os, buildStandIn, project } from '../build.ts';

const say = (text: string) => console.error(text);
const built = [await buildK3os(say)];
if (existsSync(join(project, 'test/k3s-stand-in/main.ts'))) {
  built.push(await buildStandIn(say));
}

for (const file of built) {
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
}
