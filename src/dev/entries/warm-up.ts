import { runProgram } from '../../cli/program.ts';
import { commands } from '../../cli/registry.ts';
import { realSystem } from '../../effects/real-system.ts';
import type { FileStatus, FileSystem, System } from '../../effects/system.ts';
import { phaseNames } from '../../phase-names.ts';
import { runPhase } from '../../run/run-phase.ts';

/**
 * Runs what every start runs, on a machine that is only a table, while the snapshot is made: functions that
 * have run are kept compiled. Half of the time of `config --dump` is compiling otherwise.
 */
export async function warmUp(): Promise<void> {
  const { hrtime } = process;
  // Node keeps the last answer in memory that goes into the file, which would be another one each time.
  process.hrtime = Object.assign((): [number, number] => [0, 0], { bigint: () => 0n });
  try {
    await warmUpAll();
  } finally {
    process.hrtime = hrtime;
  }
}

async function warmUpAll(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await runProgram(['config', '--dump'], program, terminal);
    await runProgram(['config', '--dump', '--root', noConfiguration], program, {
      ...terminal,
      openSystem: realSystem,
    });
    for (const phase of phaseNames) {
      await runPhase({ system: machine, phase, print: nothing, openLog: noLog });
    }
  }
}

const program = { version: 'v0.0.0', commands };

/** A folder of every machine, in which there is no configuration: lets the real functions run. */
const noConfiguration = '/usr';

const files: Readonly<Record<string, string>> = {
  '/k3os/system/config.yaml': `# a comment
hostname: warm-1
ssh_authorized_keys:
- ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl a@b
- github:alice
write_files:
- {path: /etc/motd, content: "hi\\n", owner: root, permissions: '0644'}
- path: /etc/issue
  content: |
    two
    lines
  append: true
run_cmd: ["true"]
k3os:
  modules: [nvme]
  sysctls: {net.ipv4.ip_forward: 1}
  dns_nameservers: [9.9.9.9]
  ntp_servers: [0.pool.ntp.org]
  wifi: [{name: shop, passphrase: "correct horse"}]
  password: rancher
  server_url: https://10.0.0.1:6443
  token: secret
  labels: {region: eu-1}
  taints: ["a=b:NoSchedule"]
  k3s_args: [agent]
  environment: {http_proxy: "http://proxy:3128"}
`,
  '/run/k3os/mode': 'live\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nrancher:x:1000:1000::/home/rancher:/bin/bash\n',
  '/etc/group': 'root:x:0:\nrancher:x:1000:\n',
  '/etc/shadow': 'root:*:1::::::\nrancher:*:1::::::\n',
  '/proc/modules': 'ext4 1 0 - Live 0x0\n',
  '/proc/uptime': '12.34 5.67\n',
  '/proc/cmdline': 'quiet console=ttyS0 k3os.mode=live k3os.labels.a=b\n',
  '/var/lib/rancher/k3os/config.d/10-a.yaml': 'k3os: {labels+: {c: d}}\nhostnam: x\n',
  '/run/config/userdata': '#cloud-config\nruncmd: [[echo, "1"]]\nntp: {servers: [a.example]}\n',
};

const nothing = () => undefined;

/** The real one is not in the heap: it is loaded when it is wanted. */
const noLog = () => Promise.resolve({ info: nothing, warn: nothing, error: nothing });

const directory: FileStatus = { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0 };

function statusOf(path: string): FileStatus | undefined {
  if (path === '/') {
    return directory;
  }
  return path in files ? { ...directory, kind: 'file', mode: 0o600 } : undefined;
}

const reading: FileSystem = {
  status: statusOf,
  read: (path) => (path in files ? Buffer.from(files[path] ?? '') : undefined),
  list: (path) => (path.endsWith('config.d') ? ['10-a.yaml'] : undefined),
  writeAtomically: nothing,
  writeInPlace: nothing,
  overwrite: nothing,
  copy: nothing,
  digest: nothing,
  rename: nothing,
  makeDirectory: nothing,
  link: nothing,
  remove: nothing,
  append: nothing,
};

const unavailable = (): never => {
  throw new Error('there is no machine while the program is built');
};

const machine: System = {
  root: '/',
  live: true,
  files: reading,
  clock: { now: () => new Date(0), monotonicMs: () => 0, sleep: () => Promise.resolve() },
  exec: () => Promise.resolve({ status: 0, timedOut: false, stdout: '', stderr: '' }),
  replaceProcess: unavailable,
  fetch: unavailable,
  fetchDirect: unavailable,
};

const terminal = {
  print: nothing,
  warn: nothing,
  stdin: () => Promise.resolve(Buffer.alloc(0)),
  asker: () => undefined,
  readLocalFile: () => Buffer.alloc(0),
  writeLocalFile: nothing,
  openSystem: () => machine,
};
