import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildK3os, project } from '../dev/build.ts';
import { programVersion } from '../dev/program-version.ts';
import { runVisibly } from '../dev/run-program.ts';
import { exitCodes, NodeError, OperationError, reasonOf } from '../errors.ts';
import { sourceDateEpoch } from '../image/build/epoch.ts';
import { buildImage } from '../image/image.ts';
import { chooseK3s } from '../sandbox/choose-k3s.ts';
import { prepareUefi } from './firmware.ts';
import { hostAccelerator } from './host-accelerator.ts';
import { machineFolder } from './machine-folder.ts';
import { checkVmHost } from './preflight.ts';
import { parseVmOptions, type VmOptions, vmUsage } from './start-options.ts';
import { runInTerminal } from './terminal.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `npm start -- --vm`: the ISO in a virtual machine. */
async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help')) {
    say(vmUsage);
    return;
  }

  const options = parseVmOptions(words);
  checkVmHost();
  if (process.getuid?.() !== 0) {
    throw new OperationError('images are made of files that only root may make: run it as root');
  }

  const folder = machineFolder();
  try {
    const iso = await withConfig(await findIso(options), options, folder);
    const uefi = options.firmware === 'uefi' ? prepareUefi(folder) : undefined;
    const accelerator = await hostAccelerator(say);
    await runInTerminal(
      {
        name: 'k3os',
        memory: options.memory,
        drives: [{ kind: 'cdrom', file: iso }],
        nics: [{ kind: 'user' }],
      },
      { accelerator, ...(uefi && { uefi }) },
      say,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function findIso({ iso, k3s }: VmOptions): Promise<string> {
  if (iso !== undefined) {
    return iso;
  }

  const binary = await chooseK3s(k3s, say);
  const image = await buildImage({
    project,
    k3os: await buildK3os(say),
    version: programVersion(project),
    k3s: { binary, images: [] },
    epoch: await sourceDateEpoch(project),
    progress: say,
  });
  return image.iso;
}

/** The node gets its configuration in the way a user's own ISO has it. */
async function withConfig(iso: string, { config }: VmOptions, folder: string): Promise<string> {
  if (config === undefined) {
    return iso;
  }

  const own = join(folder, 'k3os.iso');
  const words = ['image', 'remaster', iso, '--config', config, '--output', own];
  const status = runVisibly([await buildK3os(say), ...words]);
  if (status !== 0) {
    throw new OperationError(`the machine is not started: ${config} cannot be put into the ISO`);
  }
  return own;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = error instanceof NodeError ? error.exitCode : exitCodes.failed;
  process.stderr.write(
    `${error instanceof NodeError ? reasonOf(error) : (error as Error).stack}\n`,
  );
}
// Whatever still holds a handle must not keep a finished run open.
process.exit();
