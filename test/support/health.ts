import type { BootState } from '../../src/generations/boot-state.ts';
import type { PhaseReport } from '../../src/run/report.ts';
import { blocks, generation, onDisk, programs, systemFolder } from './generations.ts';
import type { MemoryTree } from './memory-files.ts';
import { phaseReport } from './phase-report.ts';
import { recordingSystem, type SystemGiven } from './recording-system.ts';

/** Self-signed, for the node berlin-w3. */
export const kubeletCertificate = `-----BEGIN CERTIFICATE-----
MIIBxTCCAWugAwIBAgIUYD7WYcN4bIsgNf0knTT0BH9IfUAwCgYIKoZIzj0EAwIw
NzEVMBMGA1UECgwMc3lzdGVtOm5vZGVzMR4wHAYDVQQDDBVzeXN0ZW06bm9kZTpi
ZXJsaW4tdzMwIBcNMjYxMTIxMTYwMDI4WhgPMjEyNjEwMjgxNjAwMjhaMDcxFTAT
BgNVBAoMDHN5c3RlbTpub2RlczEeMBwGA1UEAwwVc3lzdGVtOm5vZGU6YmVybGlu
LXczMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEE9+q0TRGnjucWY2/8JQzutUo
5cBcx5deuEhnOJCy10kNWbP4cGiGyOf60hZSpnLgAGZl8AaS0hyufG+gm5JLA6NT
MFEwHQYDVR0OBBYEFHOqBF4oXq2UehHYMuy9nv+r8FDzMB8GA1UdIwQYMBaAFHOq
BF4oXq2UehHYMuy9nv+r8FDzMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
SAAwRQIgabg2LqEpxh98A/oWRx2lUdrVHkScGT8H7AHIwW9zi4ACIQD9NqguIZhG
jQCmw2iqRehaVp2t7YHH3TtCjTyBpHdYRQ==
-----END CERTIFICATE-----
`;

export const bootId = '5c9b0e4e-0000-4000-8000-000000000001';

export function nodeObject(changes: { ready?: string; bootID?: string } = {}): string {
  const { ready = 'True', bootID = bootId } = changes;
  return JSON.stringify({
    kind: 'Node',
    status: {
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        { type: 'Ready', status: ready, message: 'container runtime network not ready' },
      ],
      nodeInfo: { bootID },
    },
  });
}

export function runtimeReport(changes: Partial<PhaseReport> = {}): string {
  return JSON.stringify(phaseReport({ bootId, startedUptimeMs: 5000, ...changes }));
}

const agent = '/var/lib/rancher/k3s/agent';
const kubectl = `/usr/sbin/k3s`;

interface NodeGiven {
  readonly cmdline?: string;
  readonly uptime?: number;
  readonly state?: BootState;
  readonly files?: MemoryTree;
  readonly programs?: SystemGiven['programs'];
}

/** An installed node with generations 4, 5 and 6 on which all is well, a minute after it was switched on. */
export function bootedNode({ cmdline = 'quiet', uptime = 65, state, ...more }: NodeGiven = {}) {
  return recordingSystem({
    files: {
      ...onDisk(systemFolder, generation(4), generation(5), generation(6)),
      ...(state === undefined ? {} : blocks(state)),
      // As if it were mounted there.
      '/run/k3os/state-rw/k3os': { link: '/k3os' },
      '/proc/cmdline': `${cmdline}\n`,
      '/proc/uptime': `${uptime}.00 1.00\n`,
      '/proc/self': { link: '77' },
      '/proc/77/cmdline': 'k3os\0health\0',
      '/proc/sys/kernel/random/boot_id': `${bootId}\n`,
      '/run/k3os/mode': 'local\n',
      '/run/k3os/report/runtime.json': runtimeReport(),
      '/run/openrc/started/k3s-service': '',
      '/etc/rancher/k3s/k3s-service.args': 'server\n',
      '/etc/rancher/k3s/k3s-service.env': '',
      [`${agent}/client-kubelet.crt`]: kubeletCertificate,
      ...more.files,
    },
    programs: {
      ...programs,
      '/usr/lib/k3os/wait-network': {},
      '/usr/lib/k3os/tell-consoles': {},
      [kubectl]: { stdout: nodeObject() },
      agetty: {},
      findmnt: { stdout: '/dev/vda3\n' },
      kill: {},
      ln: {},
      mount: {},
      reboot: {},
      umount: {},
      ...more.programs,
    },
  });
}
