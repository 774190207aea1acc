import { must } from '../../effects/must.ts';
import { addFirstGeneration } from '../../generations/install-generation.ts';
import { systemFolder } from '../../generations/places.ts';
import { type Installation, type Progress, workplaces } from './progress.ts';

/** On the state partition; k3OS's, as the others. */
export const dataFolder = '/k3os/data';

/** A complete installation has it until the first start from this disk, which takes it away (rootfs/usr/lib/k3os/make-ready). */
export const notStarted = `${dataFolder}/var/lib/rancher/k3os/not-started`;

export const configFile = `${systemFolder}/config.yaml`;

/** The generation and the configuration. The environment block goes with the other files of the boot loader. */
export async function writeState(progress: Progress): Promise<void> {
  const { system, config, source } = progress.installation;
  const { files } = system;
  stageSource(progress.installation);
  await withState(progress, async () => {
    // Of an installation before this one, which may be cut short.
    files.remove(`${workplaces.state}${notStarted}`);
    const folder = `${workplaces.state}${systemFolder}`;
    files.makeDirectory(folder, { mode: 0o755 });
    files.makeDirectory(`${workplaces.state}${dataFolder}`, { mode: 0o755 });
    // It holds secrets.
    files.writeAtomically(`${workplaces.state}${configFile}`, config, {
      mode: 0o600,
      uid: 0,
      gid: 0,
    });
    progress.generation = await addFirstGeneration(
      { system, folder, boot: workplaces.boot },
      { from: workplaces.source, origin: source.origin, components: source.components },
    );
  });
}

export async function noteInstallation(progress: Progress): Promise<void> {
  const { files } = progress.installation.system;
  await withState(progress, async () => {
    files.writeAtomically(`${workplaces.state}${notStarted}`, '', { mode: 0o600 });
  });
}

/** One folder a component, wherever the medium has its files. */
export function stageSource({ system, source }: Pick<Installation, 'system' | 'source'>): void {
  for (const [component, paths] of Object.entries(source.paths)) {
    for (const [name, path] of Object.entries(paths)) {
      const link = `${workplaces.source}/${component}/${name}`;
      system.files.link(link, path);
    }
  }
}

async function withState(progress: Progress, work: () => Promise<void>): Promise<void> {
  const { system } = progress.installation;
  const device = await progress.device('state');
  system.files.makeDirectory(workplaces.state, { mode: 0o700 });
  const options = 'rw,noatime,nosuid,nodev';
  await must(system, ['mount', '-t', 'ext4', '-o', options, device, workplaces.state]);
  try {
    await work();
  } finally {
    // A hundred megabytes may still be on their way to a slow disk.
    await must(system, ['umount', workplaces.state], { timeoutMs: 600_000 });
  }
}
