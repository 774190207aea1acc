import type { NodeConfig } from '../config/schema.ts';
import { atItem, atKey, type Finding } from './finding.ts';
import type { Role } from './flag-table.ts';
import { type GivenFlag, valuesOf } from './flags.ts';
import { parseToken } from './token.ts';

export interface Joining {
  readonly role: Role;
  readonly given: readonly GivenFlag[];
  readonly config: NodeConfig;
  /** The node has certificates from an earlier join, so that it can do without a token. */
  readonly joined: boolean;
}

/** Whether any place that k3s reads names a server to join. */
export function joinsServer({ k3os }: NodeConfig, given: readonly GivenFlag[]): boolean {
  return (
    [k3os?.serverUrl, k3os?.environment?.K3S_URL].some(Boolean) ||
    valuesOf(given, 'server').some(Boolean)
  );
}

export function checkJoining(joining: Joining): Finding[] {
  return [
    ...missingServer(joining),
    ...missingToken(joining),
    ...serverTwice(joining),
    ...plainHttp(joining),
    ...badTokens(joining),
  ];
}

/** A file of k3s's own that the user writes may hold what we miss. */
function hasOwnK3sFile({ writeFiles }: NodeConfig, given: readonly GivenFlag[]): boolean {
  return (
    valuesOf(given, 'config').length > 0 ||
    (writeFiles ?? []).some(({ path }) => /^\/etc\/rancher\/k3s\/config\.yaml/.test(path ?? ''))
  );
}

function missingServer({ role, given, config }: Joining): Finding[] {
  if (role !== 'agent' || joinsServer(config, given) || hasOwnK3sFile(config, given)) {
    return [];
  }

  const message = 'an agent needs a server to join: set server_url (https://HOST:6443)';
  return [{ severity: 'error', at: atKey('k3sArgs'), message }];
}

function tokenKeys({ config, given }: Joining): boolean {
  const environment = config.k3os?.environment ?? {};
  return [
    config.k3os?.token,
    environment.K3S_TOKEN,
    environment.K3S_TOKEN_FILE,
    ...valuesOf(given, 'token'),
    ...valuesOf(given, 'token-file'),
  ].some(Boolean);
}

function missingToken(joining: Joining): Finding[] {
  const { config, given, joined } = joining;
  const needed = joining.role === 'agent' || joinsServer(config, given);
  if (!needed || tokenKeys(joining) || hasOwnK3sFile(config, given)) {
    return [];
  }

  const message = 'a node that joins a server needs a token: set token';
  return [
    joined
      ? {
          severity: 'warning',
          at: atKey('serverUrl'),
          message: `${message}; this one joined before and goes on with its certificates`,
        }
      : { severity: 'error', at: atKey('serverUrl'), message },
  ];
}

function serverTwice({ config, given }: Joining): Finding[] {
  const flag = given.findLast((entry) => entry.flag?.name === 'server');
  const url = config.k3os?.serverUrl;
  return flag === undefined || url === undefined || flag.value === url
    ? []
    : [
        {
          severity: 'warning',
          at: atItem(flag.item),
          message: '--server differs from server_url and wins: keep one of them',
        },
      ];
}

function plainHttp({ config }: Joining): Finding[] {
  return /^http:/i.test(config.k3os?.serverUrl ?? '')
    ? [{ severity: 'error', at: atKey('serverUrl'), message: 'k3s joins through https only' }]
    : [];
}

function badTokens({ role, given, config }: Joining): Finding[] {
  const { token, environment = {} } = config.k3os ?? {};
  const places: [Finding['at'], string | undefined][] = [
    [atKey('token'), token],
    // K3S_TOKEN is overridden by token and then never seen by k3s.
    [atKey('environment', 'K3S_TOKEN'), token ? undefined : environment.K3S_TOKEN],
    ...given
      .filter(({ flag }) => flag?.name === 'token')
      .map(({ item, value }): [Finding['at'], string | undefined] => [atItem(item), value]),
  ];
  const joins = joinsServer(config, given);

  return places.flatMap(([at, text]) => (text ? badToken(at, text, role, joins) : []));
}

function badToken(at: Finding['at'], text: string, role: Role, joins: boolean): Finding[] {
  const token = parseToken(text);
  if (typeof token === 'string') {
    return [{ severity: 'error', at, message: `the token ${token}` }];
  }
  if (token.form === 'full' && token.caHash && role === 'server' && !joins) {
    return [
      {
        severity: 'warning',
        at,
        message:
          'a full K10 token on the first server works only with a CA placed there before: give the password alone',
      },
    ];
  }
  if (token.form === 'bootstrap' && role === 'server') {
    return [
      {
        severity: 'warning',
        at,
        message: 'looks like a bootstrap token, with which only agents can join',
      },
    ];
  }
  return joins && !token.caHash
    ? [
        {
          severity: 'notice',
          at,
          message:
            'a token without CA hash does not prove which server is joined: the full one (K10…) is in /var/lib/rancher/k3s/server/node-token on the server',
        },
      ]
    : [];
}
