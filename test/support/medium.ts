import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runTool } from '../../src/image/build/run-tool.ts';
import { tempRoot } from './temp-root.ts';

/** By their paths. */
export type MediumFiles = Readonly<Record<string, string>>;

/** FAT, as a person makes a stick. @returns the path of its image */
export function makeFat(label: string, files: MediumFiles): Promise<string> {
  return makeFatOf(512, label, files);
}

/** FAT for a CD, whose blocks are larger. @returns the path of its image */
export function makeFatForCd(label: string, files: MediumFiles): Promise<string> {
  return makeFatOf(2048, label, files);
}

async function makeFatOf(sector: number, label: string, files: MediumFiles): Promise<string> {
  const root = tempRoot(below('files', files));
  const image = root.at('fat.img');
  await runTool(['mkfs.vfat', '-S', String(sector), '-C', '-n', label, image, '8192']);
  const entries = readdirSync(root.at('files')).map((name) => root.at(`files/${name}`));
  await runTool(['mcopy', '-s', '-i', image, ...entries, '::/']);
  return image;
}

/** ISO 9660 with the extensions that tools give it. @returns the path of its image */
export async function makeIso(label: string, files: MediumFiles): Promise<string> {
  const root = tempRoot(below('files', files));
  const image = root.at('medium.iso');
  const quiet = ['xorriso', '-report_about', 'WARNING', '-as', 'mkisofs'];
  await runTool([...quiet, '-quiet', '-J', '-r', '-V', label, '-o', image, root.at('files')]);
  return image;
}

/** What a tool finds on an image, without a mount. */
export async function readImage(image: string): Promise<MediumFiles> {
  const folder = tempRoot().path;
  await runTool(
    image.endsWith('.iso')
      ? [
          'xorriso',
          '-report_about',
          'WARNING',
          '-osirrox',
          'on',
          '-indev',
          image,
          '-extract',
          '/',
          folder,
        ]
      : ['mcopy', '-s', '-n', '-i', image, '::/', folder],
  );
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
  );
}

function below(folder: string, files: MediumFiles): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  );
}
