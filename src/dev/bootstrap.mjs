// Runs a task on a machine that has nothing but Debian, Node >= 20 and npm: installs what the task needs
// and is missing, then hands over to the Node version of this project. Plain JavaScript without packages,
// because it runs before there are any. Usage: node src/dev/bootstrap.mjs TASK [ARGUMENT...]
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants as osConstants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Task -> groups of Debian packages (host-packages.json) that it needs. */
const tasks = {
  start: ['build', 'rootfs', 'sandbox'],
  'start --vm': ['build', 'rootfs', 'image', 'vm'],
  shell: ['sandbox'],
  image: ['build', 'rootfs', 'image'],
  test: ['build', 'rootfs', 'image', 'sandbox', 'vm', 'test'],
  'test:quick': ['build', 'rootfs', 'image', 'sandbox', 'test'],
  'test:unit': [],
  check: [],
  build: ['build'],
  generate: [],
  bench: ['build', 'rootfs', 'sandbox', 'bench'],
  'bench --vm': ['build', 'rootfs', 'image', 'vm', 'bench'],
};

class SetupError extends Error {}

async function main([task, ...args]) {
  const groups = (args.includes('--vm') && tasks[`${task} --vm`]) || tasks[task];
  if (groups === undefined) {
    throw new SetupError(
      `no task ${task ?? '(none given)'}; there are ${Object.keys(tasks).join(', ')}`,
    );
  }

  // Debian's plain `su` leaves root without the folders that dpkg and the sandbox need.
  process.env.PATH = [process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].join(':');
  if (missingDebianPackages(groups).length > 0 || staleReason() !== undefined) {
    const unlock = await lock();
    try {
      installDebianPackages(missingDebianPackages(groups));
      installNpmPackages();
    } finally {
      unlock();
    }
  }
  return run(nodeBinary(), [
    join(project, 'src/dev/tasks', `${task.replace(':', '-')}.ts`),
    ...args,
  ]);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/** Two runs at once must not install into the same folder. Answers how to unlock. */
async function lock() {
  const file = join(project, 'dist/.setup.lock');
  for (let polls = 0; ; polls++) {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') {
        // Not allowed to write, or no space: the set-up itself says it better.
        return () => undefined;
      }
    }

    const owner = readOr(file, '').trim();
    if (polls > 0 && !existsSync(`/proc/${owner || 'none'}`)) {
      rmSync(file, { force: true });
    } else if (polls === 1) {
      say(`waiting for another set-up to end (process ${owner})`);
    }
    await sleep(500);
  }
}

function missingDebianPackages(groups) {
  const listed = readJson('src/dev/host-packages.json');
  const wanted = [...new Set(groups.flatMap((group) => listed[group]))];
  if (wanted.length === 0) {
    return [];
  }

  const query = spawnSync(
    'dpkg-query',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders.
    ['-W', '-f', '${db:Status-Status} ${Package}\n', ...wanted],
    {
      encoding: 'utf8',
    },
  );
  if (query.error !== undefined) {
    throw new SetupError(
      `this needs Debian 12 or later (dpkg-query is missing), with: ${wanted.join(' ')}`,
    );
  }
  const installed = new Set(query.stdout.split('\n'));
  return wanted.filter((name) => !installed.has(`installed ${name}`));
}

function installDebianPackages(missing) {
  if (missing.length === 0) {
    return;
  }

  const advice = `apt-get install ${missing.join(' ')}`;
  if (process.getuid() !== 0) {
    throw new SetupError(`Debian packages are missing, as root run: ${advice}`);
  }
  say(`installing Debian packages: ${missing.join(' ')}`);
  // The lists of a fresh machine are empty or old; refreshing them every time would cost seconds.
  if (!aptGet(['install', ...missing]) && !refreshAndInstall(missing)) {
    throw new SetupError(`could not install Debian packages (offline?), try: ${advice}`);
  }
}

function refreshAndInstall(missing) {
  say('the package lists are missing or old: fetching them (apt-get update), then once more');
  return aptGet(['update']) && aptGet(['install', ...missing]);
}

function aptGet(words) {
  const quiet = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const { status } = spawnSync('apt-get', [...quiet, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

function installNpmPackages() {
  const reason = staleReason();
  if (reason === undefined) {
    return;
  }

  say(`installing npm packages (${reason})`);
  // Scripts of packages never run; a production environment must not leave the tools out.
  const words = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-progress'];
  const { status, error } = spawnSync('npm', words, { cwd: project, stdio: ['ignore', 2, 2] });
  if (error !== undefined) {
    throw new SetupError('npm is missing, it is the Debian package npm');
  }
  if (status !== 0) {
    throw new SetupError(
      'could not install npm packages (offline?), the lines above say why; try: npm ci',
    );
  }
}

/** Compares what is locked with what npm says it has installed, the packages for other machines left out. */
function staleReason() {
  const record = 'node_modules/.package-lock.json';
  const installed = installedPackages(record);
  if (installed === undefined) {
    return 'none are there';
  }

  const changed = Object.entries(readJson('package-lock.json').packages)
    .filter(([path, locked]) => path !== '' && (installed[path] !== undefined || !locked.optional))
    .filter(([path, locked]) => installed[path]?.version !== locked.version || !isThere(path));
  return changed.length === 0 ? undefined : `${changed[0][0]} is not the locked one`;
}

/** Undefined when there are none, or npm was interrupted. */
function installedPackages(record) {
  try {
    return readJson(record).packages;
  } catch {
    return undefined;
  }
}

function isThere(path) {
  return existsSync(join(project, path, 'package.json'));
}

/** The Node that is also put into the program: the same behaviour in tests, tools and on a node. */
function nodeBinary() {
  const binary = join(project, `node_modules/node-linux-${process.arch}/bin/node`);
  try {
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    throw new SetupError(
      `no Node for linux ${process.arch} in node_modules; x64 and arm64 are supported`,
    );
  }
}

/** Ctrl-C reaches the task by itself, so it only must not end us before the task has cleaned up. */
function run(binary, words) {
  const bin = join(project, 'node_modules/.bin');
  const child = spawn(binary, words, {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, PATH: [dirname(binary), bin, process.env.PATH].join(':') },
  });
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }

  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status, signal) => done(status ?? 128 + osConstants.signals[signal]));
  });
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(join(project, path), 'utf8'));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) {
    throw error;
  }
  say(error.message);
  process.exitCode = 1;
}
