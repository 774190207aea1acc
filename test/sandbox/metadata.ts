import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { macOf } from '../../src/sandbox/network.ts';
import { must } from '../../src/sandbox/run.ts';
import { places } from '../metadata-server/places.ts';
import type { Machine } from '../metadata-server/provider.ts';
import type { Heard, Settings } from '../metadata-server/settings.ts';

export interface MetadataService {
  /** What it says of a node from now on; undefined: it does not answer it any more. */
  says(node: string, machine: Machine | undefined): void;
  /** What a node has asked, in its order. */
  heardFrom(node: string): Heard[];
  /** When the cluster has ended. @throws where it ended earlier */
  ended(): Promise<void>;
}

/** The services of all clouds, beside the switch of a cluster whose nodes are not on yet. */
export async function startMetadata(
  cluster: Cluster,
  machines: Readonly<Record<string, Machine>>,
  tls?: Settings['tls'],
): Promise<MetadataService> {
  const file = join(cluster.record.folder, 'metadata.json');
  const journal = join(cluster.record.folder, 'metadata.log');
  const mac = (name: string) => macOf(cluster.nodes.findIndex((node) => node.name === name));
  const known = new Map(Object.entries(machines).map(([name, machine]) => [mac(name), machine]));
  const write = () => {
    const settings: Settings = {
      ...{ machines: Object.fromEntries(known), journal },
      ...(tls === undefined ? {} : { tls }),
    };
    writeFileSync(file, JSON.stringify(settings));
  };
  write();
  writeFileSync(journal, '');
  await addAddresses(cluster);
  const main = new URL('../metadata-server/cloud.ts', import.meta.url).pathname;
  const service = cluster.exec([process.execPath, main, file], { timeoutMs: 280_000 });

  return {
    says(node, machine) {
      if (machine === undefined) {
        known.delete(mac(node));
      } else {
        known.set(mac(node), machine);
      }
      write();
    },
    heardFrom: (node) =>
      readFileSync(journal, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line): Heard => JSON.parse(line))
        .filter((heard) => heard.mac === mac(node)),
    async ended() {
      const { stderr } = await service;
      if (stderr !== '') {
        throw new Error(`the metadata service: ${stderr}`);
      }
    },
  };
}

async function addAddresses(cluster: Cluster): Promise<void> {
  const { usual, onLink, ...others } = places;
  // A machine without DHCP asks from a link-local address that it has chosen itself.
  const local = [`${usual}/16`, `${onLink}/64`];
  const addresses = [...local, ...Object.values(others).map((address) => `${address}/32`)];
  const words = addresses.map((address) => `ip address add ${address} dev switch nodad`);
  const { status, stderr } = await cluster.exec(['sh', '-ec', words.join('\n')]);
  if (status !== 0) {
    throw new Error(`addresses of the metadata service: ${stderr}`);
  }
}

/** A key and a certificate that vouches for itself. */
export async function makeCertificate(name: string): Promise<NonNullable<Settings['tls']>> {
  const text = await must('openssl', [
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
    ...['-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
    ...['-keyout', '-', '-out', '-'],
  ]);
  const part = (what: string) =>
    new RegExp(`-----BEGIN ${what}-----[^-]+-----END ${what}-----\n`).exec(text)?.[0] ?? '';
  return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') };
}
