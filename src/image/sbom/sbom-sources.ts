import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../../errors.ts';
import { sha256OfFile } from '../build/file-digest.ts';
import { licenceOf } from '../debian/copyright.ts';
import { type DebianPackage, parsePackages } from '../debian/debian-packages.ts';
import { parseList } from '../debian/package-list.ts';
import { packageStatus } from '../debian/package-record.ts';
import type { K3sBinary } from '../k3s/k3s-binary.ts';
import { kernelFiles } from '../kernel/kernel.ts';
import { isInImage } from '../kernel/kernel-packages.ts';
import { parseLock } from './npm-packages.ts';
import type { SbomInput } from './sbom.ts';

export interface SbomSources extends Pick<SbomInput, 'version' | 'architecture' | 'epoch'> {
  /** The project's folder. */
  readonly project: string;
  /** Folders of the stages. */
  readonly base: string;
  readonly kernel: string;
  readonly k3s: K3sBinary | undefined;
}

/** What an image is made of, from what its stages have recorded. */
export async function readSbomInput(sources: SbomSources): Promise<SbomInput> {
  const { project, base, kernel, k3s, version, architecture, epoch } = sources;
  const { bundled, node } = parseLock(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  if (node === undefined) {
    throw new OperationError('package-lock.json does not say which Node the program is made of');
  }

  return {
    ...{ version, architecture, epoch, node },
    debian: eachOnce([
      ...packagesOf(join(base, packageStatus), join(base, 'usr/share/doc')),
      ...kernelPackages(kernel, project),
    ]),
    npm: bundled,
    k3s: k3s && { version: k3s.version, sha256: await sha256OfFile(k3s.path) },
  };
}

function packagesOf(status: string, doc: string): DebianPackage[] {
  return parsePackages(readFileSync(status, 'utf8')).map((one) => {
    const copyright = join(doc, one.name, 'copyright');
    const licence = existsSync(copyright) ? licenceOf(readFileSync(copyright, 'utf8')) : undefined;
    return licence === undefined ? one : { ...one, licence };
  });
}

/** The shell of the initrd is that of the system, too. */
function eachOnce(packages: readonly DebianPackage[]): DebianPackage[] {
  return [...new Map(packages.map((one) => [`${one.name} ${one.version}`, one])).values()];
}

/** What those we asked for depend on was unpacked too, but is not used. */
function kernelPackages(kernel: string, project: string): DebianPackage[] {
  const wanted = parseList(readFileSync(join(project, 'config/packages/kernel.txt'), 'utf8'));
  const packages = packagesOf(join(kernel, kernelFiles.packages), join(kernel, kernelFiles.doc));
  return packages.filter(({ name }) => isInImage(name, wanted));
}
