import type { Tree } from '../support/temp-root.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

/** What both k3os and cloud-init understand: the input of the comparison. */
export const userData = `#cloud-config
hostname: bench-1
fqdn: bench-1.shop.example
manage_etc_hosts: true
timezone: Europe/Berlin
ssh_authorized_keys:
- ${key} alice@example
- ${key} bob@example
chpasswd:
  expire: false
  users:
  - {name: rancher, password: "$6$saltsalt$Ndm.6A74kp/yJOOYkGUilK/sCJdHSezJKy7/VDL6eExF1XB0lVwUtLucl/A29Lb7KWEej90fSMn9m9as/GS1h0", type: hash}
write_files:
- {path: /etc/bench/one, content: "one\\n", permissions: '0600'}
- {path: /etc/bench/two, content: dHdvCg==, encoding: b64, owner: 'root:root'}
- {path: /etc/bench/three, content: "three\\n", permissions: '0755'}
bootcmd:
- echo boot > /bootcmd-ran
runcmd:
- echo run > /runcmd-ran
- [sh, -c, "echo again >> /runcmd-ran"]
`;

/** A shop's server as operators write it, from all sources. */
export const realisticSources: Tree = {
  '/k3os/system/config.yaml': `ssh_authorized_keys:
- ${key} alice@example
- github:alice
k3os:
  modules: [kvm, nvme, br_netfilter]
  sysctls: {net.ipv4.ip_forward: 1, kernel.printk: "4 4 1 7", fs.inotify.max_user_watches: 524288}
  ntp_servers: [0.pool.ntp.org, 1.pool.ntp.org]
  dns_nameservers: [9.9.9.9, 1.1.1.1]
  data_sources: [aws, cdrom]
  environment: {http_proxy: "http://proxy:3128", https_proxy: "http://proxy:3128"}
`,
  '/proc/cmdline':
    'console=ttyS0 printk.devkmsg=on k3os.mode=local k3os.labels.k3os.io/upgrade=latest\n',
  '/var/lib/rancher/k3os/config.yaml': `hostname: shop-17
k3os:
  server_url: https://10.0.0.1:6443
  token: 0123456789abcdef
  password: "$6$saltsalt$Ndm.6A74kp/yJOOYkGUilK/sCJdHSezJKy7/VDL6eExF1XB0lVwUtLucl/A29Lb7KWEej90fSMn9m9as/GS1h0"
`,
  '/var/lib/rancher/k3os/config.d/10-labels.yaml': `k3os:
  labels: {region: eu-1, shop: "17", rack: a}
  taints: ["dedicated=till:NoSchedule"]
`,
  '/var/lib/rancher/k3os/config.d/20-net.yaml': `k3os:
  wifi: [{name: Shop, passphrase: correct horse battery}]
write_files:
- path: /var/lib/connman/default.config
  content: |
    [service_eth0]
    Type=ethernet
    IPv4=192.168.1.131/255.255.255.0/192.168.1.1
    Nameservers=8.8.8.8
`,
  '/run/config/userdata': userData,
};
