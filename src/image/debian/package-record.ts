import { globSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePackages } from './debian-packages.ts';

/** Beside the system, not part of it: what the list of contents is made from (sbom-sources.ts). */
export const packageStatus = 'dpkg-status';

/** Stanza of the package database -> its files. The database itself does not stay. */
export function readInstalled(folder: string): Map<string, string[]> {
  const database = join(folder, 'var/lib/dpkg');
  const lists = new Map(
    globSync('*.list', { cwd: join(database, 'info') }).map((file) => [
      // `libc6:amd64.list` where several architectures could be installed.
      file.replace(/(:.*)?\.list$/, ''),
      readFileSync(join(database, 'info', file), 'utf8')
        .trim()
        .split('\n'),
    ]),
  );
  const stanzas = readFileSync(join(database, 'status'), 'utf8').trim().split('\n\n');
  return new Map(stanzas.map((stanza) => [stanza, lists.get(nameOf(stanza)) ?? []]));
}

function nameOf(stanza: string): string {
  return /^Package: (.*)$/m.exec(stanza)?.[1] ?? '';
}

/** Packages of which something is left: scanners for weaknesses must not be told of others. */
export function recordPackages(
  folder: string,
  installed: ReadonlyMap<string, readonly string[]>,
): void {
  const isLeft = (path: string) =>
    !path.startsWith('/usr/share/doc/') &&
    lstatSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === false;
  const left = [...installed].filter(([, files]) => files.some(isLeft)).map(([stanza]) => stanza);
  writeFileSync(join(folder, packageStatus), left.map((stanza) => `${stanza}\n\n`).join(''));

  const lines = parsePackages(left.join('\n\n')).map(({ name, version }) => `${name} ${version}\n`);
  writeFileSync(join(folder, 'usr/share/packages.txt'), lines.join(''));
}
