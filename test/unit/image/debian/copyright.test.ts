import { describe, expect, it } from 'vitest';
import { licenceOf } from '../../../../src/image/debian/copyright.ts';

const header = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/';

function file(...licences: string[]): string {
  return [header, ...licences.map((name) => `Files: *\nCopyright: someone\nLicense: ${name}`)].join(
    '\n\n',
  );
}

describe('the licence of a package', () => {
  it.each([
    { debian: 'GPL-2+', spdx: 'GPL-2.0-or-later' },
    { debian: 'GPL-2', spdx: 'GPL-2.0-only' },
    { debian: 'GPLv3+', spdx: 'GPL-3.0-or-later' },
    { debian: 'GPL-2.0-only', spdx: 'GPL-2.0-only' },
    { debian: 'GPL', spdx: 'GPL-1.0-or-later' },
    { debian: 'LGPL-2.1+', spdx: 'LGPL-2.1-or-later' },
    { debian: 'GFDL-1.3+', spdx: 'GFDL-1.3-or-later' },
    { debian: 'GFDL-NIV-1.3+', spdx: 'GFDL-1.3-no-invariants-or-later' },
    { debian: 'Expat', spdx: 'MIT' },
    { debian: 'bsd-3-clause', spdx: 'BSD-3-Clause' },
    { debian: 'Artistic or GPL-1+', spdx: '(Artistic-1.0-Perl OR GPL-1.0-or-later)' },
    {
      debian: 'GPL-1+ or Artistic, and Expat',
      spdx: '(Artistic-1.0-Perl OR GPL-1.0-or-later) AND MIT',
    },
    { debian: 'Expat or ISC and X11', spdx: '(ISC AND X11 OR MIT)' },
    { debian: 'curl and  ISC', spdx: 'ISC AND curl' },
    {
      debian: 'GPL-2 with Linux-syscall-note exception',
      spdx: 'GPL-2.0-only WITH Linux-syscall-note',
    },
    { debian: 'GPL-3+ with Bison exception', spdx: 'GPL-3.0-or-later WITH Bison-exception-2.2' },
    {
      debian: 'GPL-3+ with strange exception',
      spdx: 'LicenseRef-Debian-GPL-3-with-strange-exception',
    },
    { debian: 'public-domain', spdx: 'LicenseRef-Debian-public-domain' },
    { debian: '__AUTO_PERMISSIVE__', spdx: 'LicenseRef-Debian-AUTO-PERMISSIVE' },
    { debian: '', spdx: 'LicenseRef-Debian-unnamed' },
  ])('that Debian calls "$debian" is $spdx', ({ debian, spdx }) => {
    expect(licenceOf(file(debian))).toBe(spdx);
  });

  it('is that of all files, each named once', () => {
    expect(licenceOf(file('Expat', 'GPL-2+', 'MIT', 'GPL-2+ and Expat'))).toBe(
      'GPL-2.0-or-later AND MIT',
    );
  });

  it('is not that of paragraphs which only hold a text', () => {
    expect(licenceOf(`${file('Expat')}\n\nLicense: GPL-2\n the text\n`)).toBe('MIT');
  });

  it.each([
    { what: 'prose', text: 'This package was debianized by somebody.\n\nLicense: see below' },
    { what: 'no files', text: header },
    { what: 'nothing', text: '' },
  ])('is not known from $what', ({ text }) => {
    expect(licenceOf(text)).toBeUndefined();
  });
});
