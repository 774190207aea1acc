/** The same node, said to both systems: what they have to do before k3s may start. */
const keys = ['alice', 'bob'].map(
  (name) =>
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ${name}@example`,
);
const hostname = 'bench-1';
const sysctls = { 'vm.swappiness': 10, 'fs.inotify.max_user_watches': 524288 };
const modules = ['br_netfilter', 'overlay'];
/** The router of QEMU's user network, which hands on to a server on this machine. */
export const timeServer = '10.0.2.2';
const token = '0123456789abcdef';

const files = [
  { path: '/etc/bench/one', content: 'one\n', permissions: '0600' },
  { path: '/etc/bench/two', content: 'dHdvCg==', encoding: 'b64' },
];
const commands = ['echo run > /run/bench-command-ran'];

/** What has to be true when k3s runs, as words for a shell. A system that left something out would be quick. */
export const demands = [
  `[ "$(uname -n)" = ${hostname} ]`,
  '[ "$(cat /etc/bench/two)" = two ]',
  'grep -q bob@example /home/rancher/.ssh/authorized_keys',
  '[ "$(cat /proc/sys/vm/swappiness)" = 10 ]',
  '[ -e /run/bench-command-ran ]',
  ...modules.map((name) => `[ -d /sys/module/${name} ]`),
];

/** `config.yaml` of k3os; JSON is YAML. */
export const k3osConfig = JSON.stringify({
  hostname,
  ssh_authorized_keys: keys,
  write_files: files,
  run_cmd: commands,
  k3os: {
    sysctls,
    modules,
    ntp_servers: [timeServer],
    token,
    labels: { region: 'eu-1' },
    k3s_args: ['server'],
  },
});

const sysctlFile = '/etc/sysctl.d/90-bench.conf';
const k3sConfig = { token, 'node-label': ['region=eu-1'] };

/** User data of cloud-init: what its users write for a k3s node. */
export const cloudConfig = `#cloud-config\n${JSON.stringify({
  hostname,
  users: [
    {
      name: 'rancher',
      shell: '/bin/bash',
      sudo: 'ALL=(ALL) NOPASSWD:ALL',
      lock_passwd: true,
      ssh_authorized_keys: keys,
    },
  ],
  write_files: [
    ...files,
    {
      path: sysctlFile,
      content: Object.entries(sysctls)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
    },
    {
      path: '/etc/rancher/k3s/config.yaml',
      permissions: '0600',
      content: JSON.stringify(k3sConfig),
    },
  ],
  runcmd: [
    ...commands,
    ...modules.map((name) => ['modprobe', name]),
    ['sysctl', '-q', '-p', sysctlFile],
    // As the installer of k3s does at its end.
    ['systemctl', 'start', '--no-block', 'k3s'],
  ],
})}\n`;
