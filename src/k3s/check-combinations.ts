import { atItem, type Finding } from './finding.ts';
import { type GivenFlag, isSet, valuesOf } from './flags.ts';

interface Rule {
  readonly flag: string;
  readonly when?: (given: readonly GivenFlag[], joins: boolean) => boolean;
  readonly severity: Finding['severity'];
  readonly message: string;
}

const persistent = /^\/(var|opt|home|usr\/local)\//;

const has = (given: readonly GivenFlag[], name: string) => valuesOf(given, name).length > 0;

/** Flags that do not go together, or not on a node which starts by itself. */
const rules: readonly Rule[] = [
  {
    flag: 'cluster-reset-restore-path',
    when: (given) => !isSet(given, 'cluster-reset'),
    severity: 'error',
    message: '--cluster-reset-restore-path needs --cluster-reset',
  },
  {
    flag: 'cluster-reset',
    when: (given, joins) => isSet(given, 'cluster-reset') && joins,
    severity: 'error',
    message: '--cluster-reset cannot be used while joining a server: remove server_url',
  },
  {
    flag: 'cluster-reset',
    when: (given, joins) => isSet(given, 'cluster-reset') && !joins,
    severity: 'warning',
    message:
      '--cluster-reset resets the cluster at every start and then exits: run it once by hand, do not keep it in the configuration',
  },
  {
    flag: 'cluster-init',
    when: (given, joins) => isSet(given, 'cluster-init') && joins,
    severity: 'warning',
    message: '--cluster-init has no effect beside a server to join: the node joins that one',
  },
  {
    flag: 'disable-etcd',
    when: (given, joins) => isSet(given, 'disable-etcd') && !joins,
    severity: 'error',
    message: '--disable-etcd needs a server to join: set server_url',
  },
  ...['disable-apiserver', 'disable-etcd'].map(
    (flag): Rule => ({
      flag,
      when: (given) => isSet(given, flag) && has(given, 'datastore-endpoint'),
      severity: 'error',
      message: `--${flag} does not go with --datastore-endpoint`,
    }),
  ),
  {
    flag: 'log',
    severity: 'warning',
    message:
      '--log makes k3s write a log of its own and report ready too early: leave it out, the log is in /var/log/k3s-service.log',
  },
  {
    flag: 'token-file',
    when: (given) => /\/server\/(node-)?token$/.test(valuesOf(given, 'token-file').at(-1) ?? ''),
    severity: 'warning',
    message:
      '--token-file names the file that k3s writes itself: before the first start it waits for it four minutes and gives up, use the key token',
  },
  {
    flag: 'data-dir',
    when: (given) => !persistent.test(valuesOf(given, 'data-dir').at(-1) ?? ''),
    severity: 'warning',
    message:
      '--data-dir is not on the persistent disk (/var, /opt, /home, /usr/local): the node would forget its cluster at every boot',
  },
  {
    flag: 'docker',
    when: (given) => isSet(given, 'docker'),
    severity: 'warning',
    message: '--docker needs a Docker daemon, which this system does not have',
  },
  {
    flag: 'rootless',
    severity: 'warning',
    message: '--rootless is for k3s started by an ordinary user, here it runs as root',
  },
];

/** @param joins a server to join is given somewhere */
export function checkCombinations(given: readonly GivenFlag[], joins: boolean): Finding[] {
  return rules.flatMap(({ flag, when, severity, message }) => {
    const last = given.findLast((entry) => entry.flag?.name === flag);
    return last === undefined || when?.(given, joins) === false
      ? []
      : [{ severity, at: atItem(last.item), message }];
  });
}
