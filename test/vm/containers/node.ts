import { join } from 'node:path';
import { buildK3os, project } from '../../../src/dev/build.ts';
import { programVersion } from '../../../src/dev/program-version.ts';
import { cached, cacheFolder } from '../../../src/image/build/cache.ts';
import { sourceDateEpoch } from '../../../src/image/build/epoch.ts';
import { readProfile } from '../../../src/image/build/profile.ts';
import { buildImage, type Image } from '../../../src/image/image.ts';
import { findK3s } from '../../../src/image/k3s/k3s-binary.ts';
import { ownArchitecture } from '../../../src/lib/architecture.ts';
import type { Outcome } from '../../../src/sandbox/run.ts';
import type { BootMarker } from '../../../src/vm/boot-marker.ts';
import { hostAccelerator, imageKernel } from '../../../src/vm/host-accelerator.ts';
import { type Machine, startMachine } from '../../../src/vm/machine.ts';
import { makeKey } from '../../sandbox/support.ts';
import { quickEmulation } from '../node.ts';
import { containerImageStage } from './container-image.ts';
import { runtimeStage } from './runtime.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
const name = 'containers';
const bootMs = 600_000;

export interface ContainerNode {
  readonly machine: Machine;
  /** What it said of its boot. */
  readonly marker: BootMarker;
  /** A shell script as root, whatever becomes of it. */
  tries(script: string): Promise<Outcome>;
  /** Output of one that has to work. */
  root(script: string): Promise<string>;
}

/** Where the program in the place of k3s unpacks itself; ipset is not part of the system either. */
const tools = '/var/lib/rancher/k3s/data/current';

/**
 * A live node with the system of the product as it is. In the place of k3s it has a containerd, and an image for that;
 * `k3s-service` starts it.
 * @param ports of the node that are to be reached
 */
export async function startContainerNode(ports: readonly number[]): Promise<ContainerNode> {
  const key = await makeKey();
  const { vmlinuz, initrd } = await makeImage();
  const words = [
    quickEmulation,
    'k3os.mode=live quiet console=ttyS0,115200 panic=10 k3os.k3s_args=server',
    `hostname=${name} ssh_authorized_keys="${key.publicKey}"`,
    // No time server is there to be waited for.
    'boot_cmd="echo timeout=1 >/etc/conf.d/time-sync"',
  ];
  const machine = startMachine(
    {
      name,
      memory: 1536,
      kernel: { image: vmlinuz, initrd, append: words.join(' ') },
      nics: [{ kind: 'user', ports }],
    },
    {
      accelerator: await hostAccelerator(say),
      allow: ['out-of-memory'],
      log: join(project, 'dist/vm', `${name}.log`),
    },
  );
  try {
    const marker = await machine.booted(bootMs);
    const node = { machine, marker, ...commandsOf(machine, key.privateKey) };
    await node.root('until ctr version; do sleep 1; done >/dev/null 2>&1');
    return node;
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

function commandsOf(machine: Machine, key: string): Pick<ContainerNode, 'tries' | 'root'> {
  async function tries(script: string): Promise<Outcome> {
    // Not from standard input: a program in the script would read the rest of it.
    const command = 'script=$(cat); exec sudo sh -euc "$script" </dev/null';
    const input = `ipset() { LD_LIBRARY_PATH=${tools}/lib ${tools}/bin/ipset "$@"; }\n${script}`;
    return machine.ssh('rancher', key, command, { input, timeoutMs: 180_000 });
  }

  return {
    tries,
    async root(script) {
      const { status, stdout, stderr } = await tries(script);
      if (status !== 0) {
        throw new Error(`${script}\nstatus ${status}: ${stderr || stdout}`);
      }
      return stdout;
    },
  };
}

async function makeImage(): Promise<Image> {
  const cache = cacheFolder();
  const { version } = readProfile(project).k3s;
  const options = { architecture: ownArchitecture, version, progress: say };
  const runtime = await cached(cache, runtimeStage(options));
  const web = await cached(cache, containerImageStage(await imageKernel(say)));
  return buildImage({
    project,
    k3os: await buildK3os(say),
    version: programVersion(project),
    k3s: { binary: await findK3s(join(runtime, 'k3s'), cache), images: [join(web, 'web.tar')] },
    epoch: await sourceDateEpoch(project),
    progress: say,
  });
}
