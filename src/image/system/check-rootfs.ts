import { existsSync, globSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../../errors.ts';
import { runTool } from '../build/run-tool.ts';
import { packageStatus } from '../debian/package-record.ts';
import { findMissingLibraries } from './check-libraries.ts';
import { setIdPrograms } from './permissions.ts';

/** What must never be in an image, whatever a package brings along; patterns relative to its root. */
const forbidden = {
  'a host key': ['usr/etc/ssh/ssh_host_*', 'var/lib/rancher/**/ssh_host_*'],
  'a machine-id': ['usr/etc/machine-id', 'etc/machine-id', 'var/lib/dbus/machine-id'],
  'a package manager': ['usr/bin/apt*', 'usr/bin/dpkg*'],
  'a record of the build': [packageStatus, 'var/lib/dpkg/status'],
  'an interpreter that nothing needs': ['usr/bin/perl*', 'usr/bin/python*', 'usr/bin/node'],
  systemd: ['usr/lib/systemd/systemd', 'usr/bin/systemctl'],
};

/** What a node cannot start without. */
const required = [
  'usr/sbin/init',
  'usr/sbin/openrc',
  'usr/sbin/k3os',
  'usr/sbin/sshd',
  'usr/sbin/connmand',
  'usr/sbin/chronyd',
  'usr/sbin/apparmor_parser',
  'usr/bin/dbus-daemon',
  'usr/bin/ssh-keygen',
  'usr/bin/sudo',
  'usr/sbin/update-ca-certificates',
  'usr/etc/inittab',
  'usr/etc/ssl/certs/ca-certificates.crt',
];

const linked = ['k3os', 'sshd', 'connmand', 'chronyd', 'wpa_supplicant', 'xtables-nft-multi'].map(
  (name) => `/usr/sbin/${name}`,
);

export async function checkRootfs(folder: string): Promise<void> {
  const problems = [
    ...findForbidden(folder),
    ...findMissing(folder),
    ...(await findSecrets(folder)),
    ...(await findSetId(folder)),
    ...(await findUnlinked(folder)),
    ...(await findMissingLibraries(folder)),
  ];
  if (problems.length > 0) {
    throw new OperationError(`the root file system is not right:\n${problems.join('\n')}`);
  }
}

function findForbidden(folder: string): string[] {
  return Object.entries(forbidden).flatMap(([what, patterns]) =>
    globSync(patterns, { cwd: folder }).map((path) => `  /${path}: ${what}`),
  );
}

const secrets: Readonly<Record<string, string>> = {
  'a private key': '^-----BEGIN [A-Z ]*PRIVATE KEY-----',
  'a password': '^[a-z_][a-z0-9_-]*:\\$[0-9a-z]+\\$',
  'a token of a cluster': '^(K10[0-9a-f]{64}::|K3S_TOKEN=.)',
};

/** In text files only: programs contain such words to look for them. */
async function findSecrets(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const [what, pattern] of Object.entries(secrets)) {
    const search = ['grep', '--recursive', '--binary-files=without-match', '-lE', pattern, '.'];
    // Status 1 is "nothing found", which must not be an error here.
    const lines = await runTool(['sh', '-c', '"$@" || [ $? -eq 1 ]', 'sh', ...search], {
      cwd: folder,
    });
    found.push(
      ...lines
        .split('\n')
        .filter(Boolean)
        .map((path) => `  ${path.slice(1)}: ${what}`),
    );
  }
  return found;
}

function findMissing(folder: string): string[] {
  return required
    .filter((path) => !isThere(join(folder, path)))
    .map((path) => `  /${path}: missing`);
}

/** Links count as they are: their targets are absolute paths of the node. */
function isThere(path: string): boolean {
  return existsSync(path) || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

async function findSetId(folder: string): Promise<string[]> {
  return (await setIdFiles(folder))
    .filter((path) => !setIdPrograms.includes(path))
    .map((path) => `  ${path}: runs with more rights than its caller`);
}

/** A program whose libraries are missing would only be noticed at boot. */
async function findUnlinked(folder: string): Promise<string[]> {
  const listing = await runTool([
    'chroot',
    folder,
    'sh',
    '-c',
    'ldd "$@" 2>/dev/null || :',
    'ldd',
    ...linked,
  ]);
  return listing
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => `  a program needs${line.replaceAll('\t', ' ')}`);
}

/** Programs with a set-user or set-group bit, as `/usr/bin/sudo`. */
export async function setIdFiles(folder: string): Promise<string[]> {
  const found = await runTool([
    'find',
    folder,
    '-xdev',
    '-type',
    'f',
    '-perm',
    '/6000',
    '-printf',
    '/%P\\n',
  ]);
  return found
    .split('\n')
    .filter((path) => path !== '')
    .sort();
}
