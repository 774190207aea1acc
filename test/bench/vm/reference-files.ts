import { cloudConfig, timeServer } from './bench-node.ts';

/** What makes Debian's packages a node that cloud-init sets up; all else is as the packages have it. */
export const referenceFiles: Readonly<Record<string, string>> = {
  '/etc/fstab': '/dev/vda / ext4 defaults 0 0\n',
  '/etc/hostname': 'debian\n',
  // Empty: made at the first boot.
  '/etc/machine-id': '',
  // Databases that the first boot would renew are as new as the packages.
  '/etc/.updated': '',
  '/var/.updated': '',
  '/etc/systemd/timesyncd.conf.d/bench.conf': `[Time]\nNTP=${timeServer}\n`,
  // A folder of the image: found without a search, read without a medium. Nothing of other clouds is looked for.
  '/etc/cloud/cloud.cfg.d/99-bench.cfg': 'datasource_list: [NoCloud]\n',
  '/var/lib/cloud/seed/nocloud/user-data': cloudConfig,
  '/var/lib/cloud/seed/nocloud/meta-data': 'instance-id: bench-1\n',
  // As the installer of k3s writes it, but for Type: the stub does not say when it is ready.
  '/etc/systemd/system/k3s.service': `[Unit]
Description=Lightweight Kubernetes
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s server
`,
};
