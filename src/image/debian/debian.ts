/** The Debian release the system is made of. Packages and kernel come from it, and its security updates. */
export const release = 'trixie';

/** Firmware is in a part of its own. */
export type Component = 'main' | 'non-free-firmware';

const keyrings = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];

export interface DebianArchive {
  readonly repository: string;
  /** `bookworm`, `bookworm-updates`, `bookworm-security` */
  readonly suite: string;
}

/**
 * The Debian archives a machine is set up to use, from `apt-get indextargets`: the building machine may
 * only reach its own mirror, so that is the one taken. Archives of others are left out.
 */
export function parseArchives(targets: string, codename: string): DebianArchive[] {
  const suites = new Set([codename, `${codename}-updates`, `${codename}-security`]);
  const found = targets.split('\n\n').flatMap((stanza) => {
    const fields = parseStanza(stanza);
    const repository = fields.get('Repo-URI');
    const suite = fields.get('Release') ?? '';
    const wanted = fields.get('Component') === 'main' && suites.has(suite);
    return wanted && repository !== undefined ? [{ repository, suite }] : [];
  });

  return [
    ...new Map(
      found.map((archive) => [`${archive.repository} ${archive.suite}`, archive]),
    ).values(),
  ];
}

function parseStanza(stanza: string): Map<string, string> {
  return new Map(
    stanza.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
}

/** The same archives for our release, as lines of an apt source list. */
export function sourceLines(
  archives: readonly DebianArchive[],
  codename: string,
  components: readonly Component[],
): string[] {
  return archives.map(
    ({ repository, suite }) =>
      `deb ${repository} ${suite.replace(codename, release)} ${components.join(' ')}`,
  );
}

/** Settings of the machine's apt that decide whether its mirror can be used at all. */
const inherited = [
  'Acquire::Check-Valid-Until',
  'Acquire::Check-Date',
  'Acquire::http::Proxy',
  'Acquire::https::Proxy',
];

/** `Acquire::Check-Date "false";` lines of `apt-config dump`, unchanged. */
export function parseAptOptions(dump: string): string[] {
  return dump
    .split('\n')
    .map((line) => line.replace(/;$/, ''))
    .filter(
      (line) => inherited.some((name) => line.startsWith(`${name} "`)) && !line.endsWith('""'),
    );
}

export function findKeyring(exists: (path: string) => boolean): string | undefined {
  return keyrings.find(exists);
}
