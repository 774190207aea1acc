import type { System } from '../../effects/system.ts';
import { OperationError, reasonOf } from '../../errors.ts';

type Files = Pick<System['files'], 'read' | 'list' | 'status'>;

const most = 1024 * 1024;

interface Wanted {
  /** For messages. */
  readonly device: string;
  readonly folder: string;
  /** `openstack/latest/user_data`; in whatever case the medium has it. */
  readonly name: string;
}

/**
 * One file of a mounted medium; undefined where there is none, or something that is no file.
 * @throws OperationError for a link, which could lead to a file of the machine's own, and for what is too large or damaged
 */
export function readBelow(files: Files, { device, folder, name }: Wanted): Buffer | undefined {
  try {
    const path = name.split('/').reduce<string | undefined>((at, step) => {
      const found = at === undefined ? undefined : entryOf(files, at, step);
      return found === undefined ? undefined : `${at}/${found}`;
    }, folder);
    return path === undefined ? undefined : readFile(files, path);
  } catch (error) {
    throw new OperationError(`${device}: ${name}: ${reasonOf(error).replace(`${folder}/`, '')}`);
  }
}

/** The name as the folder has it. */
function entryOf(files: Files, folder: string, name: string): string | undefined {
  const status = files.status(folder);
  if (status?.kind !== 'directory') {
    return undefined;
  }
  const names = files.list(folder) ?? [];
  const found = names.includes(name)
    ? name
    : names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (found !== undefined && files.status(`${folder}/${found}`)?.kind === 'link') {
    throw new OperationError('it is a link, and links of media are not followed');
  }
  return found;
}

function readFile(files: Files, path: string): Buffer | undefined {
  const status = files.status(path);
  if (status?.kind !== 'file') {
    return undefined;
  }
  if (status.size > most) {
    throw new OperationError(`has ${status.size} bytes; ${most} is the most`);
  }
  return files.read(path, most);
}
