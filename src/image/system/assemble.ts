import {
  chmodSync,
  cpSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OperationError } from '../../errors.ts';
import { runTool } from '../build/run-tool.ts';
import { packageStatus } from '../debian/package-record.ts';
import { type AccountFile, addRancher } from './accounts.ts';
import { checkRootfs, setIdFiles } from './check-rootfs.ts';
import { permissions, programLinks, setIdPrograms } from './permissions.ts';
import { addServiceOrder } from './service-order.ts';
import { runlevels } from './services.ts';

interface Ours {
  /** Files that are copied over those of Debian. */
  readonly overlay: string;
  /** The program to put in. */
  readonly k3os: string;
  readonly version: string;
}

/** Makes the system of Debian's packages and of what is ours. @param base folder of the packages */
export async function assemble(folder: string, base: string, ours: Ours): Promise<void> {
  await runTool(['cp', '-a', '--reflink=auto', `${base}/.`, folder]);
  rmSync(join(folder, packageStatus));
  addOverlay(folder, ours.overlay);
  addAccounts(folder);
  addRunlevels(folder);
  addProgram(folder, ours);
  addLinks(folder);
  await setPermissions(folder);
  await addServiceOrder(folder);
  moveEtc(folder);
  addMountPoints(folder);
  await checkRootfs(folder);
}

function addOverlay(folder: string, overlay: string): void {
  cpSync(overlay, folder, { recursive: true, force: true });
  // A checkout's own permissions depend on the developer's umask.
  for (const entry of readdirSync(overlay, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    const executable = entry.isDirectory() || (statSync(source).mode & 0o100) !== 0;
    chmodSync(join(folder, source.slice(overlay.length)), executable ? 0o755 : 0o644);
  }
}

function addAccounts(folder: string): void {
  for (const file of ['passwd', 'shadow', 'group', 'gshadow'] satisfies AccountFile[]) {
    const path = join(folder, 'etc', file);
    writeFileSync(path, undated(file, addRancher(file, readFileSync(path, 'utf8'))));
  }
}

/** Field 3 of shadow is the day of the last change, here the day of the build: no two images would be the same. */
function undated(file: AccountFile, text: string): string {
  return file === 'shadow'
    ? text.replace(/^(?<account>[^:]*:[^:]*:)\d+:/gm, '$<account>19700:')
    : text;
}

function addRunlevels(folder: string): void {
  for (const [runlevel, services] of Object.entries(runlevels)) {
    mkdirSync(join(folder, 'etc/runlevels', runlevel), { recursive: true });
    for (const service of services) {
      if (!existsSync(join(folder, 'etc/init.d', service))) {
        throw new OperationError(`runlevel ${runlevel}: there is no service ${service}`);
      }
      link(folder, `etc/runlevels/${runlevel}/${service}`, `/etc/init.d/${service}`);
    }
  }
}

function addProgram(folder: string, { k3os, version }: Ours): void {
  const target = join(folder, 'usr/sbin/k3os');
  cpSync(k3os, target);
  chmodSync(target, 0o755);

  rmSync(join(folder, 'etc/os-release'), { force: true });
  rmSync(join(folder, 'usr/lib/os-release'), { force: true });
  writeFileSync(join(folder, 'usr/lib/os-release'), osRelease(version));
  link(folder, 'etc/os-release', '/usr/lib/os-release');
  // Its time stamp is the earliest time that can be true on a node.
  writeFileSync(join(folder, 'usr/lib/k3os/clock-epoch'), '');
}

function osRelease(version: string): string {
  return [
    'NAME="k3os"',
    'ID=k3os',
    'ID_LIKE=debian',
    `PRETTY_NAME="k3os ${version}"`,
    `VERSION="${version}"`,
    `VERSION_ID="${version}"`,
    '',
  ].join('\n');
}

function addLinks(folder: string): void {
  for (const [path, target] of Object.entries(programLinks)) {
    link(folder, path, target);
  }
}

function link(folder: string, path: string, target: string): void {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  rmSync(full, { recursive: true, force: true });
  symlinkSync(target, full);
  lutimesSync(full, 0, 0);
}

async function setPermissions(folder: string): Promise<void> {
  for (const path of await setIdFiles(folder)) {
    if (!setIdPrograms.includes(path)) {
      chmodSync(join(folder, path), statSync(join(folder, path)).mode & 0o777);
    }
  }
  for (const [path, mode] of Object.entries(permissions)) {
    chmodSync(join(folder, path), mode);
  }
}

/** /etc of a running node is an overlay above /usr/etc. */
function moveEtc(folder: string): void {
  rmSync(join(folder, 'usr/etc'), { recursive: true, force: true });
  renameSync(join(folder, 'etc'), join(folder, 'usr/etc'));
  mkdirSync(join(folder, 'etc'));
}

/** Kernel modules and firmware are a file system of their own, mounted here. */
function addMountPoints(folder: string): void {
  for (const path of ['usr/lib/modules', 'usr/lib/firmware']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
}
