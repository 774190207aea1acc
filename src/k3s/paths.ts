/** Where the parts of k3s are on a node. */
export const paths = {
  binary: '/usr/sbin/k3s',
  /** One argument a line, 0600. */
  args: '/etc/rancher/k3s/k3s-service.args',
  /** `NAME='value'` lines, 0600. */
  env: '/etc/rancher/k3s/k3s-service.env',
  /** What `running` says once it is started with these two; where it is older than they are, somebody has changed them. 0600. */
  prepared: '/etc/rancher/k3s/k3s-service.json',
  /** What the running k3s was started with, 0600; see running.ts. */
  running: '/run/k3os/k3s.json',
  /** OpenRC keeps a link of this name while the service is started. */
  started: '/run/openrc/started/k3s-service',
  log: '/var/log/k3s-service.log',
  dataDir: '/var/lib/rancher/k3s',
  shippedManifests: '/usr/share/rancher/k3s/server/manifests',
  /** Hashes of the manifests we put there, to tell them from the user's own. */
  manifestRecord: '/var/lib/rancher/k3os/shipped-manifests.json',
} as const;

export const service = 'k3s-service';
