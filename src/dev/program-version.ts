import { readFileSync } from 'node:fs';
import { outputOf } from './run-program.ts';

/** `v0.1.0` where that tag is checked out, else with the commit: `v0.1.0+g1ac5185`, `…-dirty` with own changes. */
export function programVersion(project: string): string {
  const { version } = JSON.parse(readFileSync(`${project}/package.json`, 'utf8')) as {
    version: string;
  };
  const described = gitDescription(project);
  if (described === undefined || described === `v${version}`) {
    return `v${version}`;
  }

  const commit = /[0-9a-f]{7,}(-dirty)?$/.exec(described)?.[0];
  return `v${version}+g${commit ?? described}`;
}

/** Undefined outside a git work tree: a source archive is a release. */
function gitDescription(project: string): string | undefined {
  try {
    return outputOf(['git', 'describe', '--tags', '--always', '--dirty', '--abbrev=7'], {
      cwd: project,
    }).trim();
  } catch {
    return undefined;
  }
}
