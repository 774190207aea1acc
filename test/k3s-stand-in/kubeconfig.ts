import { join } from 'node:path';
import type { Authority } from './authority.ts';
import { issue, type PemPair } from './certificates.ts';
import { writePrivate } from './files.ts';
import { located } from './location.ts';
import { log } from './log.ts';
import type { Options } from './options.ts';

interface Access {
  readonly server: string;
  readonly ca: string;
  readonly proof: PemPair;
}

/** The file kubectl reads, with a certificate of an administrator. */
export async function writeKubeconfig(
  options: Options,
  { serverCa, clientCa }: Authority,
  port: number,
): Promise<void> {
  const path = options.text('write-kubeconfig') || located('/etc/rancher/k3s/k3s.yaml');
  const proof = await issue(clientCa, {
    commonName: 'system:admin',
    organization: 'system:masters',
  });
  const mode = Number.parseInt(options.text('write-kubeconfig-mode') || '600', 8);

  const access = { server: `https://127.0.0.1:${port}`, ca: serverCa.cert, proof };
  writePrivate(path, render(access), mode);
  log('info', `Wrote kubeconfig ${path}`);
}

/** What the kubelet of this node proves itself with, and what it finds its server by. */
export function writeKubeletFiles(dataDir: string, { server, ca, proof }: Access): void {
  const folder = join(dataDir, 'agent');
  writePrivate(join(folder, 'client-kubelet.key'), proof.key);
  writePrivate(join(folder, 'client-kubelet.crt'), proof.cert);
  writePrivate(join(folder, 'server-ca.crt'), ca, 0o644);
  writePrivate(join(folder, 'kubelet.kubeconfig'), render({ server, ca, proof }));
}

/** JSON, which is YAML. */
function render({ server, ca, proof }: Access): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'default',
    clusters: [{ name: 'default', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    contexts: [{ name: 'default', context: { cluster: 'default', user: 'default' } }],
    users: [
      {
        name: 'default',
        user: {
          'client-certificate-data': base64(proof.cert),
          'client-key-data': base64(proof.key),
        },
      },
    ],
  };
  return JSON.stringify(config, null, 2);
}
