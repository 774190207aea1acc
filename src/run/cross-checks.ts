import { decodeContent } from '../appliers/file-content.ts';
import { providerNames, sortKeys } from '../appliers/key-sources.ts';
import { lacksServers, mayGetServers, noServersMessage } from '../appliers/name-servers.ts';
import { wantedPasswords } from '../appliers/wanted-passwords.ts';
import type { LoadedConfig } from '../config/load.ts';
import { checkLockOut } from '../config/lock-out.ts';
import { writtenPath } from '../config/names.ts';
import type { Problem, Severity } from '../config/problem.ts';
import { checkK3s } from '../k3s/check.ts';
import { nearest } from '../lib/nearest.ts';
import type { Path } from '../lib/tree.ts';

interface Found {
  readonly severity: Severity;
  /** Canonical. */
  readonly at: Path;
  readonly message: string;
}

/** What only the node would say otherwise, when it applies the configuration. */
export function crossChecks({ config, originOf, sources }: LoadedConfig): Problem[] {
  const found = [
    ...keyProviders(config),
    ...fileContents(config),
    ...passwords(config),
    ...nameServers(config),
  ];
  const problems = found.map(({ severity, at, message }): Problem => {
    const origin = originOf(at) ?? originOf(at.slice(0, -1));
    return { severity, ...origin, key: writtenPath(at), message };
  });
  // What a broken file says of keys and passwords is not known.
  const files = sources.map(({ file }) => file);
  const lockOut = sources.some(({ broken }) => broken) ? [] : checkLockOut(config, files);
  return [...checkK3s(config, originOf, undefined), ...problems, ...lockOut];
}

type Config = LoadedConfig['config'];

function keyProviders({ sshAuthorizedKeys = [], users = [], k3os }: Config): Found[] {
  const lists = [
    { keys: sshAuthorizedKeys, at: ['sshAuthorizedKeys'] },
    ...users.map(({ sshAuthorizedKeys: keys = [] }, index) => ({
      keys,
      at: ['users', index, 'sshAuthorizedKeys'],
    })),
  ];
  const providers = k3os?.keyProviders ?? {};
  const names = providerNames(providers);

  return lists.flatMap(({ keys, at }) =>
    [...keys.entries()]
      .filter(([, key]) => sortKeys([key], providers).unknown.length > 0)
      .map(([index, key]) => ({
        severity: 'error',
        at: [...at, index],
        message: `no such key provider${suggestion(key.split(':')[0] ?? '', names)}`,
      })),
  );
}

function suggestion(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined
    ? `: ${names.join(', ')} are known, k3os.key_providers adds more`
    : `, did you mean ${meant}?`;
}

function fileContents({ writeFiles = [] }: Config): Found[] {
  return writeFiles.flatMap(({ content = '', encoding, source }, index): Found[] => {
    if (source?.uri !== undefined) {
      return [];
    }
    try {
      decodeContent(content, encoding);
      return [];
    } catch (error) {
      const message = `${(error as Error).message}, which encoding says it is`;
      return [{ severity: 'error', at: ['writeFiles', index, 'content'], message }];
    }
  });
}

function passwords(config: Config): Found[] {
  const plain = (config.users ?? []).flatMap(({ passwd = '' }, index): Found[] =>
    passwd === '' || /^[$!*]/.test(passwd)
      ? []
      : [{ severity: 'warning', at: ['users', index, 'passwd'], message: plainPasswd }],
  );
  const mixedUp = wantedPasswords(config).problems.map(
    ({ key, message }): Found => ({
      severity: 'error',
      at: key,
      // The key is told already.
      message: message.replace(/^chpasswd\.users: /, ''),
    }),
  );
  return [...plain, ...mixedUp];
}

/** Unless DHCP on another link, which is not in the file, brings one. */
function nameServers(config: Config): Found[] {
  return lacksServers(config) && !mayGetServers(config)
    ? [{ severity: 'warning', at: ['k3os', 'interfaces'], message: noServersMessage }]
    : [];
}

const plainPasswd =
  'is no hash such as $6$salt$hash, which cloud-init wants here: give plain ones in chpasswd.users';
