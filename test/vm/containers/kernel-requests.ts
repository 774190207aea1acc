import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const rules = readFileSync(fileURLToPath(new URL('kube.rules', import.meta.url)), 'utf8');

/** What k3s asks of the system besides containers, as shell scripts: in the words of the part that does it. */
const requests: Readonly<Record<string, string>> = {
  'rules of iptables': `iptables-restore --noflush <<'END'\n${rules}END`,
  'rules for IPv6': 'ip6tables -t nat -A POSTROUTING -s fd42::/56 -j MASQUERADE --random-fully',
  VXLAN: 'ip link add flannel.1 type vxlan id 1 dev eth0 dstport 8472 nolearning',
  WireGuard: 'ip link add flannel-wg type wireguard',
  IPsec: 'modprobe -a esp4 xfrm_user && ip xfrm state',
  IPVS: 'ip link add kube-ipvs0 type dummy && modprobe -a ip_vs ip_vs_rr ip_vs_wrr ip_vs_sh',
  'modules by name': 'modprobe -a overlay nf_conntrack br_netfilter iptable_nat iptable_filter',
  'connection tracking': 'sysctl -w net.netfilter.nf_conntrack_max=131072',
  'BPF file system': 'mountpoint /sys/fs/bpf',
  'mounts that spread': "grep -E '^[0-9]+ [0-9]+ [0-9:]+ / / .* shared:' /proc/self/mountinfo",
  'kernel log': 'test -r /dev/kmsg',
};

/** A shell script which names each request that is refused, with the reason, and says nothing else. */
export const refusedRequests = Object.entries(requests)
  .map(([what, script]) => `said=$(exec 2>&1\n${script}\n) || echo "${what}: $said"`)
  .join('\n');
