import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { ExecResult, FileSystem, System } from '../effects/system.ts';
import { bootIdOf } from '../facts/identity.ts';
import { orAbsent } from '../facts/look.ts';
import { isSet, parseFlags, valuesOf } from '../k3s/flags.ts';
import { readLaunchFiles } from '../k3s/launch.ts';
import { paths } from '../k3s/paths.ts';

/** Undefined: k3s is ready. Else why it is not, for people. */
type Problem = string | undefined;

/** How this node asks the API about itself: as its kubelet. */
export interface OwnNode {
  readonly name: string;
  readonly kubectl: readonly string[];
}

/** Whether k3s does what it is there for: the node is Ready, or where k3s was told to be no node, its API answers. */
export async function k3sProblemNow(system: System): Promise<Problem> {
  const { files } = system;
  if (files.status(paths.started) === undefined) {
    return 'it is not started';
  }
  const { isNode } = placesOf(files);
  if (!isNode) {
    return problemOf(await ask(system, [paths.binary, 'kubectl'], '/readyz'), () => undefined);
  }
  const node = ownNode(files);
  return node === undefined
    ? 'it has not joined yet'
    : problemOf(await ask(system, node.kubectl, `/api/v1/nodes/${node.name}`), (text) =>
        nodeProblem(text, bootIdOf(files)),
      );
}

/** Undefined before the node has joined. */
export function ownNode(files: FileSystem): OwnNode | undefined {
  const { folder } = placesOf(files);
  const name = orAbsent(() => nodeNameOf(files.read(`${folder}/client-kubelet.crt`)));
  const kubectl = [paths.binary, 'kubectl', '--kubeconfig', `${folder}/kubelet.kubeconfig`];
  return name === undefined ? undefined : { name, kubectl };
}

/** k3s may be told another name than that of the host; the certificate has the one that counts. */
export function nodeNameOf(certificate: Buffer | undefined): string | undefined {
  const subject = certificate && new X509Certificate(certificate).subject;
  return subject && /^CN=system:node:(\S+)$/m.exec(subject)?.[1];
}

const Node = z.object({
  status: z.object({
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
      .default([]),
    nodeInfo: z.object({ bootID: z.string() }),
  }),
});

/** A Ready of the time before this start may stand for a minute: it is of another boot. */
export function nodeProblem(text: string, bootId: string): Problem {
  const node = orAbsent(() => Node.parse(JSON.parse(text)));
  if (node === undefined) {
    return 'the API answers something else than a node';
  }
  const { conditions, nodeInfo } = node.status;
  if (nodeInfo.bootID !== bootId) {
    return 'the cluster has not heard of it since this start';
  }
  const ready = conditions.find(({ type }) => type === 'Ready');
  return ready?.status === 'True'
    ? undefined
    : `the node is not Ready${ready?.message === undefined ? '' : ` (${firstLine(ready.message)})`}`;
}

function placesOf(files: FileSystem): { folder: string; isNode: boolean } {
  const args = orAbsent(() => readLaunchFiles(files).args) ?? [];
  const { flags } = parseFlags(args.slice(1).map((text, item) => ({ text, item })));
  return {
    folder: `${valuesOf(flags, 'data-dir').at(-1) ?? paths.dataDir}/agent`,
    isNode: !isSet(flags, 'disable-agent'),
  };
}

function ask(system: System, kubectl: readonly string[], path: string): Promise<ExecResult> {
  const argv = [...kubectl, 'get', '--raw', path, '--request-timeout=10s'];
  // An object of a node has tens of kilobytes where many images are.
  return system.exec(argv, { timeoutMs: 20_000, maxOutput: 4 * 1024 * 1024 });
}

function problemOf(
  { status, stdout, stderr, timedOut }: ExecResult,
  judge: (answer: string) => Problem,
): Problem {
  if (status === 0) {
    return judge(stdout);
  }
  const said = firstLine(stderr.trim().split('\n').at(-1) ?? '') || `kubectl ends with ${status}`;
  return `the API does not answer${timedOut ? ' in time' : `: ${said}`}`;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
