import type { FileSystem } from '../effects/system.ts';
import { paths } from './paths.ts';

/** A line of k3s's own log that tells why a node does not join or start, in words for the person at the machine. */
interface Symptom {
  readonly pattern: RegExp;
  readonly meaning: string;
}

const nodeToken = '/var/lib/rancher/k3s/server/node-token';

/** Wordings of k3s since v1.21. More special ones come first. */
const symptoms: readonly Symptom[] = [
  {
    pattern: /Node password rejected/i,
    meaning:
      'another machine has joined under this host name, or this one was installed anew: give it another hostname, or on a server run: kubectl -n kube-system delete secret NAME.node-password.k3s',
  },
  {
    pattern: /token CA hash does not match/i,
    meaning: `the token belongs to another cluster, or the server was installed anew: take the token from ${nodeToken} on the server`,
  },
  {
    pattern: /invalid token (CA hash length|format)|failed to normalize (server )?token/i,
    meaning: `the token is not complete: take it from ${nodeToken} on the server`,
  },
  {
    pattern: /certificate has expired or is not yet valid/i,
    meaning:
      'certificates are not valid at the time this node has: check the clock (date), then how old the certificates of the server are',
  },
  {
    pattern:
      /x509: certificate is (not )?valid for|cannot validate certificate for|Hostname\/IP does not match/i,
    meaning:
      'the certificate of the server does not name the host in server_url: add it there with --tls-san',
  },
  {
    pattern: /critical configuration (value )?mismatch/i,
    meaning:
      'network or component flags differ from those of the first server: they must be the same on every server',
  },
  {
    pattern: /already found and encrypted with different token/i,
    meaning:
      'token is not the one this server was first started with: give that one; it is changed with k3s token rotate',
  },
  {
    pattern: /(this server|member|local node).{0,60}removed from (the )?(etcd )?cluster/i,
    meaning:
      'this server was removed from the cluster: its database in /var/lib/rancher/k3s/server/db must be deleted by hand before it can join again',
  },
  {
    pattern: /flag provided but not defined|flag needs an argument|Incorrect Usage/i,
    meaning:
      'k3s does not know one of its arguments: see k3os k3s --print, and k3s_args in the configuration',
  },
  {
    pattern: /--token is required|--server is required/i,
    meaning: 'server_url or token is missing',
  },
  {
    pattern:
      /configured to not run on a host using cgroup v1|failed to find (memory|cpu|cpuset) cgroup/i,
    meaning:
      'cgroup v2 with cpu, cpuset, memory and pids is missing: remove words about cgroups from the kernel command line',
  },
  {
    pattern: /server time isn't set properly/i,
    meaning:
      'the clock of this node is decades behind: set it (date -s), or let it reach a time server',
  },
  {
    pattern: /unknown .{0,40}labels specified with --node-labels|invalid taint spec/i,
    meaning:
      'the kubelet refuses a label or taint: see labels, taints and k3s_args in the configuration',
  },
  { pattern: /no space left on device/i, meaning: 'the disk is full' },
  { pattern: /address already in use/i, meaning: 'another program uses a port that k3s needs' },
  {
    pattern: /(v1-k3s|cacerts|server-bootstrap)[^ ]*:? 40[13]\b|not authorized/i,
    meaning: `the server refuses the token: take it from ${nodeToken} on the server`,
  },
  {
    pattern: /no such host|ENOTFOUND|EAI_AGAIN|server misbehaving/i,
    meaning: 'the name in server_url cannot be resolved: check it, and the name servers',
  },
  {
    pattern:
      /(failed to (get CA certs|validate connection|reach|join)|Waiting to retrieve agent configuration).*(connection refused|ECONNREFUSED|no route to host|EHOSTUNREACH|network is unreachable|ENETUNREACH|i\/o timeout|timed out|deadline exceeded)/i,
    meaning:
      'the server does not answer: check server_url, that the server is up, and that nothing between blocks port 6443; k3s goes on trying',
  },
];

const joined =
  /is up and running|Remotedialer connected to proxy|labels have been (already )?set|Running kubelet/;

/** Enough for the repeated messages of several components at once. */
const linesLooked = 400;

/**
 * Why k3s does not come up, from the newest telling line of its log.
 *
 * @returns undefined when nothing is known to be wrong, also when k3s came up after it
 */
export function diagnose(log: string): string | undefined {
  const lines = log.split('\n').slice(-linesLooked).reverse();

  for (const line of lines) {
    if (joined.test(line)) {
      return undefined;
    }
    const symptom = symptoms.find(({ pattern }) => pattern.test(line));
    if (symptom !== undefined) {
      return symptom.meaning;
    }
  }
  return undefined;
}

/** The service's log is cut at 16 MiB, at intervals. */
const logLimit = 64 * 1024 * 1024;

/** `diagnose` of the service's log; undefined while the service is stopped or has no log. */
export function k3sProblem(files: Pick<FileSystem, 'status' | 'read'>): string | undefined {
  const log = files.status(paths.log);
  if (files.status(paths.started) === undefined || log?.kind !== 'file' || log.size > logLimit) {
    return undefined;
  }

  // Cut as bytes: a log full of other things is not made one long text first.
  const tail = files.read(paths.log, logLimit)?.subarray(-256 * 1024);
  return tail === undefined ? undefined : diagnose(tail.toString());
}
