/** What the package database says of one package. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source: string;
  readonly sourceVersion: string;
  /** SPDX expression; undefined when the package does not say it in a form that programs read. */
  readonly licence?: string;
}

/** Stanzas as in /var/lib/dpkg/status, and as `dpkg-deb --field` prints them, an empty line between two. */
export function parsePackages(status: string): DebianPackage[] {
  return status
    .split(/\n{2,}/)
    .filter((stanza) => /^Package: /m.test(stanza))
    .filter((stanza) => !/^Status: (?!install ok installed)/m.test(stanza))
    .map(toPackage)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function toPackage(stanza: string): DebianPackage {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
  const name = field('Package') ?? '';
  const version = field('Version') ?? '';
  // `Source: gcc-14 (14.2.0-19)`, each part only where it differs.
  const [, source, sourceVersion] = /^(\S+)(?: \((.*)\))?$/.exec(field('Source') ?? name) ?? [];
  return {
    name,
    version,
    architecture: field('Architecture') ?? '',
    source: source ?? name,
    sourceVersion: sourceVersion ?? version,
  };
}
