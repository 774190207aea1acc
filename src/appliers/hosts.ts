const empty = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];

/**
 * Debian's convention (Debian Reference 5.1.1): 127.0.1.1 is this machine under its own names, 127.0.0.1 stays
 * localhost. The other lines stay as they are; a file without localhost gets the usual two lines.
 */
export function withOwnName(hosts: string, name: string, fqdn: string | undefined): string {
  const lines = hosts.replace(/\n+$/, '').split('\n');
  const others = lines.filter((line) => firstField(line) !== '127.0.1.1');
  const complete = others.some((line) => firstField(line) === '127.0.0.1')
    ? others
    : [...empty, ...others.filter((line) => line !== '')];

  const at = lines.findIndex((line) => firstField(line) === '127.0.1.1');
  const after = complete.findIndex((line) => firstField(line) === '127.0.0.1') + 1;
  const own = `127.0.1.1 ${[...new Set(namesOf(name, fqdn))].join(' ')}`;
  return `${complete.toSpliced(at === -1 || complete !== others ? after : at, 0, own).join('\n')}\n`;
}

/** The full name first: that is what `hostname -f` answers. */
function namesOf(name: string, fqdn: string | undefined): string[] {
  const full = fqdn === undefined || fqdn === '' ? [] : [fqdn];
  return [...full, name, name.split('.')[0] ?? name];
}

function firstField(line: string): string | undefined {
  return line.trim().split(/\s+/)[0];
}
