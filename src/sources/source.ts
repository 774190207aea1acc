import type { SourceText } from '../config/source-text.ts';
import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';

/** One place where configuration text comes from. Answers nothing when it is absent. */
export interface Source {
  readonly id: string;
  read(system: System): SourceText[];
}

/** Far more than any configuration; less would only be a riddle. */
export const maxSourceBytes = 1024 * 1024;

/** A file whose name is shown as given; one that cannot be read is told, not thrown. */
export function readFile(
  system: System,
  path: string,
  format: SourceText['format'],
  file = path,
): SourceText[] {
  try {
    const content = system.files.read(path, maxSourceBytes);
    return content === undefined ? [] : [{ file, format, content }];
  } catch (error) {
    return [{ file, format: 'unreadable', content: reasonOf(error) }];
  }
}
