import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { renderSbom, type SbomInput } from '../../../../src/image/sbom/sbom.ts';

const id = z.string().regex(/^SPDXRef-[a-zA-Z0-9.-]+$/);

/** What the JSON schema of SPDX 2.3 asks of the fields that we use; it takes no others either. */
const Document = z.strictObject({
  spdxVersion: z.literal('SPDX-2.3'),
  dataLicense: z.literal('CC0-1.0'),
  SPDXID: z.literal('SPDXRef-DOCUMENT'),
  name: z.string().min(1),
  documentNamespace: z.url().refine((text) => !text.includes('#')),
  creationInfo: z.strictObject({
    created: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    creators: z.array(z.string().regex(/^(Person|Organization|Tool): ./)).min(1),
  }),
  packages: z.array(
    z.strictObject({
      SPDXID: id,
      name: z.string().min(1),
      versionInfo: z.string().min(1),
      primaryPackagePurpose: z.enum(['OPERATING-SYSTEM', 'APPLICATION', 'LIBRARY']),
      supplier: z.string().regex(/^(NOASSERTION|(Person|Organization): .+)$/),
      downloadLocation: z.string().min(1),
      filesAnalyzed: z.literal(false),
      licenseConcluded: z.string().min(1),
      licenseDeclared: z.string().min(1),
      copyrightText: z.string().min(1),
      sourceInfo: z.string().optional(),
      checksums: z
        .array(
          z.strictObject({
            algorithm: z.literal('SHA256'),
            checksumValue: z.string().regex(/^[0-9a-f]{64}$/),
          }),
        )
        .optional(),
      externalRefs: z
        .array(
          z.strictObject({
            referenceCategory: z.literal('PACKAGE-MANAGER'),
            referenceType: z.literal('purl'),
            referenceLocator: z.string().regex(/^pkg:[a-z]+\/[^ ]+@[^ @]+$/),
          }),
        )
        .optional(),
    }),
  ),
  hasExtractedLicensingInfos: z.array(
    z.strictObject({
      licenseId: z.string().regex(/^LicenseRef-[a-zA-Z0-9.-]+$/),
      name: z.string().min(1),
      extractedText: z.string().min(1),
    }),
  ),
  relationships: z.array(
    z.strictObject({
      spdxElementId: id,
      relationshipType: z.enum(['DESCRIBES', 'CONTAINS']),
      relatedSpdxElement: id,
    }),
  ),
});

const libstdc = {
  name: 'libstdc++6',
  version: '14.2.0-19',
  architecture: 'amd64',
  source: 'gcc-14',
  sourceVersion: '14.2.0-19',
};
const bash = {
  name: 'bash',
  version: '1:5.2~rc-1+b1',
  architecture: 'amd64',
  source: 'bash',
  sourceVersion: '1:5.2~rc-1',
  licence: 'GPL-3.0-or-later AND LicenseRef-Debian-public-domain',
};
const input: SbomInput = {
  version: 'v1.2.3',
  architecture: 'amd64',
  epoch: 1_700_000_000,
  debian: [bash, libstdc],
  npm: [
    { name: '@a/b', version: '1.0.0' },
    { name: 'zod', version: '4.0.0', licence: 'MIT' },
  ],
  node: '26.10.0',
  k3s: { version: 'v1.36.2+k3s1', sha256: 'a'.repeat(64) },
};

const rendered = (given: Partial<SbomInput> = {}) =>
  Document.parse(JSON.parse(renderSbom({ ...input, ...given })));
const packageNamed = (name: string) => rendered().packages.find((each) => each.name === name);
const purlOf = (name: string) => packageNamed(name)?.externalRefs?.[0]?.referenceLocator;

describe('the list of contents', () => {
  it('is SPDX 2.3, made when the sources were', () => {
    const { name, creationInfo } = rendered();

    expect(name).toBe('k3os-v1.2.3-amd64');
    expect(creationInfo).toEqual({
      created: '2023-11-14T22:13:20Z',
      creators: ['Tool: k3os-v1.2.3'],
    });
  });

  it.each([
    {
      name: 'libstdc++6',
      purl: 'pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie&upstream=gcc-14',
    },
    {
      name: 'bash',
      purl: 'pkg:deb/debian/bash@1%3A5.2~rc-1%2Bb1?arch=amd64&distro=trixie&upstream=bash%401%3A5.2~rc-1',
    },
    { name: '@a/b', purl: 'pkg:npm/%40a/b@1.0.0' },
    { name: 'node', purl: 'pkg:generic/node@26.10.0' },
    { name: 'k3s', purl: 'pkg:github/k3s-io/k3s@v1.36.2%2Bk3s1' },
  ])('names $name by its package URL', ({ name, purl }) => {
    expect(purlOf(name)).toBe(purl);
  });

  it('declares the licences that packages declare, and explains those that SPDX does not list', () => {
    const { hasExtractedLicensingInfos } = rendered();

    expect(packageNamed('bash')?.licenseDeclared).toBe(bash.licence);
    expect(packageNamed('libstdc++6')?.licenseDeclared).toBe('NOASSERTION');
    expect(hasExtractedLicensingInfos).toMatchObject([
      { licenseId: 'LicenseRef-Debian-public-domain', name: 'public-domain' },
    ]);
  });

  it('has each package once, contained in the image or in the program', () => {
    const { packages, relationships } = rendered({ debian: [bash, libstdc, bash] });
    const ids = packages.map(({ SPDXID }) => SPDXID);

    expect(ids).toEqual([...new Set(ids)]);
    expect(relationships.map(({ relatedSpdxElement }) => relatedSpdxElement).sort()).toEqual(
      [...ids].sort(),
    );
    expect(relationships).toContainEqual({
      spdxElementId: 'SPDXRef-program',
      relationshipType: 'CONTAINS',
      relatedSpdxElement: 'SPDXRef-npm-zod-4.0.0',
    });
  });

  it('has no k3s when the image has none', () => {
    expect(rendered({ k3s: undefined }).packages.map(({ name }) => name)).not.toContain('k3s');
  });

  it('is the same for the same contents, and another document for others', () => {
    expect(renderSbom(input)).toBe(renderSbom({ ...input }));
    expect(rendered({ debian: [bash] }).documentNamespace).not.toBe(rendered().documentNamespace);
  });
});
