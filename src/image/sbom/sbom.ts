import { digest } from '../../lib/digest.ts';
import type { Epoch } from '../build/squashfs.ts';
import { referencePrefix } from '../debian/copyright.ts';
import type { DebianPackage } from '../debian/debian-packages.ts';
import type { NpmPackage } from './npm-packages.ts';
import {
  debianEntry,
  imageEntry,
  k3osEntry,
  k3sEntry,
  nodeEntry,
  npmEntry,
  type SpdxPackage,
} from './sbom-entries.ts';

/** Everything that is in an image. */
export interface SbomInput {
  /** Of the image. */
  readonly version: string;
  readonly architecture: string;
  readonly epoch: Epoch;
  /** Of the system and of the kernel. */
  readonly debian: readonly DebianPackage[];
  readonly npm: readonly NpmPackage[];
  /** Version of the Node inside the program. */
  readonly node: string;
  readonly k3s?: { readonly version: string; readonly sha256: string } | undefined;
}

/** The list of contents as SPDX 2.3 in JSON. Nothing in it is random: the same contents give the same bytes. */
export function renderSbom(input: SbomInput): string {
  const { version, architecture, epoch, debian, npm, node, k3s } = input;
  const name = `k3os-${version}-${architecture}`;
  const image = imageEntry(version);
  const program = k3osEntry(version);
  const parts = [program, ...(k3s ? [k3sEntry(k3s)] : []), ...debian.map(debianEntry)];
  const bundled = [nodeEntry(node), ...npm.map(npmEntry)];
  const packages = unique([image, ...parts, ...bundled]);

  const content = {
    packages,
    hasExtractedLicensingInfos: unlisted(packages),
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', image),
      ...unique(parts).map((part) => relationship(image.SPDXID, 'CONTAINS', part)),
      ...unique(bundled).map((part) => relationship(program.SPDXID, 'CONTAINS', part)),
    ],
  };
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name,
    documentNamespace: `https://spdx.org/spdxdocs/${encodeURIComponent(name)}-${digest(JSON.stringify(content))}`,
    creationInfo: {
      created: new Date(epoch * 1000).toISOString().replace(/\.\d+/, ''),
      creators: [`Tool: k3os-${version}`],
    },
    ...content,
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

/** A package may be in the system and in the kernel's part of the image. */
function unique(packages: readonly SpdxPackage[]): SpdxPackage[] {
  return [...new Map(packages.map((each) => [each.SPDXID, each])).values()];
}

function relationship(from: string, relationshipType: string, { SPDXID }: SpdxPackage) {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: SPDXID };
}

/** Licences that SPDX has no name for must be explained once. */
function unlisted(packages: readonly SpdxPackage[]) {
  const named = packages.flatMap(
    ({ licenseDeclared }) => licenseDeclared.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [],
  );
  return [...new Set(named)].sort().map((licenseId) => ({
    licenseId,
    name: licenseId.slice(referencePrefix.length),
    extractedText:
      'The text is in the file usr/share/doc/PACKAGE/copyright of each PACKAGE that declares it: in the image, or in the package.',
  }));
}
