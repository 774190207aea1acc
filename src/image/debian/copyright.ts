/** Debian's short names of licences, in lower case, and those of SPDX where they are others, or written otherwise. */
const spdxNames: Readonly<Record<string, string>> = {
  '0bsd': '0BSD',
  'afl-2.0': 'AFL-2.0',
  'afl-2.1': 'AFL-2.1',
  'apache-2': 'Apache-2.0',
  'apache-2.0': 'Apache-2.0',
  // Debian means that of Perl.
  artistic: 'Artistic-1.0-Perl',
  'artistic-2': 'Artistic-2.0',
  'artistic-2.0': 'Artistic-2.0',
  beerware: 'Beerware',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'bsd-3-clause-attribution': 'BSD-3-Clause-Attribution',
  'bsd-4-clause': 'BSD-4-Clause',
  'bsd-4-clause-uc': 'BSD-4-Clause-UC',
  'bsl-1': 'BSL-1.0',
  'bsl-1.0': 'BSL-1.0',
  'bzip2-1.0.6': 'bzip2-1.0.6',
  'cc-by-3.0': 'CC-BY-3.0',
  'cc-by-sa-3.0': 'CC-BY-SA-3.0',
  'cc-by-sa-4.0': 'CC-BY-SA-4.0',
  'cc0-1.0': 'CC0-1.0',
  curl: 'curl',
  expat: 'MIT',
  fsfap: 'FSFAP',
  fsful: 'FSFUL',
  fsfullr: 'FSFULLR',
  gpl: 'GPL-1.0-or-later',
  isc: 'ISC',
  lgpl: 'LGPL-2.0-or-later',
  mit: 'MIT',
  'mpl-1.1': 'MPL-1.1',
  'mpl-2.0': 'MPL-2.0',
  'oldap-2.8': 'OLDAP-2.8',
  'openldap-2.8': 'OLDAP-2.8',
  sleepycat: 'Sleepycat',
  'unicode-dfs-2016': 'Unicode-DFS-2016',
  x11: 'X11',
  zlib: 'Zlib',
};

const spdxExceptions: Readonly<Record<string, string>> = {
  bison: 'Bison-exception-2.2',
  libtool: 'Libtool-exception',
  'linux-syscall-note': 'Linux-syscall-note',
  llvm: 'LLVM-exception',
  texinfo: 'Texinfo-exception',
};

/** Prefix of a licence that is in no list of SPDX; its text is in the packages that name it. */
export const referencePrefix = 'LicenseRef-Debian-';

/**
 * The licences of all files of a package as one SPDX expression.
 * @returns undefined when its copyright file is prose
 */
export function licenceOf(copyright: string): string | undefined {
  const [header = '', ...paragraphs] = copyright.split(/\n(?:[ \t]*\n)+/);
  if (!/^Format(-Specification)?:/im.test(header)) {
    return undefined;
  }

  const names = paragraphs
    .filter((paragraph) => /^Files:/im.test(paragraph))
    .map((paragraph) => /^License:[ \t]*(.*)$/im.exec(paragraph)?.[1]?.trim() || 'unnamed');
  const all = names.flatMap((name) => conjuncts(name.replace(/\s+/g, ' ')));
  return all.length === 0 ? undefined : sorted(all).join(' AND ');
}

/** `A or B, and C`: a comma stands where others would write brackets; otherwise `and` binds closer. */
function conjuncts(name: string): string[] {
  return name
    .split(/, and /i)
    .flatMap((part) => (/ or /i.test(part) ? [alternatives(part)] : part.split(/ and /i).map(one)));
}

function alternatives(part: string): string {
  const choices = part.split(/,? or /i).map((choice) => choice.split(/ and /i).map(one));
  return `(${sorted(choices.map((choice) => choice.join(' AND '))).join(' OR ')})`;
}

function sorted(expressions: readonly string[]): string[] {
  return [...new Set(expressions)].sort();
}

function one(name: string): string {
  const [, licence = name, exception] = /^(.*) with (\S+) exception$/i.exec(name) ?? [];
  const known = spdxNames[licence.toLowerCase()] ?? gnu(licence);
  if (exception === undefined) {
    return known ?? reference(name);
  }
  const spdx = spdxExceptions[exception.toLowerCase()];
  return known === undefined || spdx === undefined ? reference(name) : `${known} WITH ${spdx}`;
}

/** `LGPL-2.1+`, `GPLv3`, `GPL-2.0-only`, `GFDL-NIV-1.3+` (no invariant sections) */
function gnu(name: string): string | undefined {
  const [, family, version, later] =
    /^([AL]?GPL|GFDL|GFDL-NIV)[-v]*(\d(?:\.\d)?)(\+|-or-later|-only)?$/i.exec(name) ?? [];
  if (family === undefined || version === undefined) {
    return undefined;
  }
  const range = later === '+' || later === '-or-later' ? 'or-later' : 'only';
  const number = version.includes('.') ? version : `${version}.0`;
  return /^GFDL-NIV$/i.test(family)
    ? `GFDL-${number}-no-invariants-${range}`
    : `${family.toUpperCase()}-${number}-${range}`;
}

function reference(name: string): string {
  return `${referencePrefix}${name.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-|-$/g, '')}`;
}
