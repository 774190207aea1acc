import { release } from '../debian/debian.ts';
import type { DebianPackage } from '../debian/debian-packages.ts';
import type { NpmPackage } from './npm-packages.ts';

/** The fields of a package in SPDX 2.3 that we fill. */
export interface SpdxPackage {
  readonly SPDXID: string;
  readonly name: string;
  readonly versionInfo: string;
  readonly primaryPackagePurpose: 'OPERATING-SYSTEM' | 'APPLICATION' | 'LIBRARY';
  readonly supplier: string;
  readonly downloadLocation: 'NOASSERTION';
  readonly filesAnalyzed: false;
  readonly licenseConcluded: 'NOASSERTION';
  readonly licenseDeclared: string;
  readonly copyrightText: 'NOASSERTION';
  readonly sourceInfo?: string;
  readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
  readonly externalRefs?: readonly {
    readonly referenceCategory: 'PACKAGE-MANAGER';
    readonly referenceType: 'purl';
    readonly referenceLocator: string;
  }[];
}

export function imageEntry(version: string): SpdxPackage {
  return entry({ id: 'image', name: 'k3os', version, licence: 'NOASSERTION' }, 'OPERATING-SYSTEM');
}

export function k3osEntry(version: string): SpdxPackage {
  return entry({ id: 'program', name: 'k3os', version, licence: 'Apache-2.0' }, 'APPLICATION');
}

export function k3sEntry({ version, sha256 }: { version: string; sha256: string }): SpdxPackage {
  const purl = `pkg:github/k3s-io/k3s@${encodeURIComponent(version)}`;
  return {
    ...entry({ id: 'k3s', name: 'k3s', version, licence: 'Apache-2.0', purl }, 'APPLICATION'),
    checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
  };
}

export function nodeEntry(version: string): SpdxPackage {
  const purl = `pkg:generic/node@${version}`;
  return entry({ id: 'node', name: 'node', version, licence: 'MIT', purl }, 'APPLICATION');
}

export function npmEntry({ name, version, licence }: NpmPackage): SpdxPackage {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return entry({ id: `npm-${name}-${version}`, name, version, licence, purl }, 'LIBRARY');
}

export function debianEntry(one: DebianPackage): SpdxPackage {
  const { name, version, architecture, source, sourceVersion, licence } = one;
  const id = `deb-${name}-${version}`;
  return {
    ...entry({ id, name, version, licence, purl: debianPurl(one) }, 'LIBRARY'),
    supplier: 'Organization: Debian',
    sourceInfo: `built for ${architecture} from the Debian source package ${source} ${sourceVersion}`,
  };
}

/** With the source package, by which Debian's security notices name what they are about. */
function debianPurl({ name, version, architecture, source, sourceVersion }: DebianPackage): string {
  const upstream = sourceVersion === version ? source : `${source}@${sourceVersion}`;
  const qualifiers = [
    `arch=${architecture}`,
    `distro=${release}`,
    ...(upstream === name ? [] : [`upstream=${encodeURIComponent(upstream)}`]),
  ];
  return `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${qualifiers.join('&')}`;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence?: string | undefined;
  readonly purl?: string;
}

function entry(
  { id, name, version, licence = 'NOASSERTION', purl }: Named,
  primaryPackagePurpose: SpdxPackage['primaryPackagePurpose'],
): SpdxPackage {
  return {
    SPDXID: `SPDXRef-${id.replace(/[^A-Za-z0-9.-]/g, '-')}`,
    name,
    versionInfo: version,
    primaryPackagePurpose,
    supplier: 'NOASSERTION',
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licence,
    copyrightText: 'NOASSERTION',
    ...(purl && {
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: purl,
        } as const,
      ],
    }),
  };
}
