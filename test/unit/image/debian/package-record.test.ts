import { expect, it } from 'vitest';
import {
  packageStatus,
  readInstalled,
  recordPackages,
} from '../../../../src/image/debian/package-record.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const stanza = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1-2\nDescription: words\n more words`;

it('packages are recorded of which more is left than documentation', () => {
  const root = tempRoot({
    '/var/lib/dpkg/status': ['zlib1g', 'bash', 'perl-base', 'gcc-14-base'].map(stanza).join('\n\n'),
    '/var/lib/dpkg/info/bash.list': '/.\n/bin\n/bin/bash\n',
    '/var/lib/dpkg/info/zlib1g:amd64.list': '/.\n/usr/lib\n/usr/lib/libz.so.1\n',
    '/var/lib/dpkg/info/perl-base.list': '/.\n/usr/lib\n/usr/bin/perl\n',
    '/var/lib/dpkg/info/gcc-14-base.list': '/usr/share/doc/gcc-14-base/copyright\n',
    '/bin/bash': '',
    '/usr/lib/libz.so.1': { link: '/nowhere' },
    '/usr/bin/perl': '',
    '/usr/share/doc/gcc-14-base/copyright': 'prose',
  });

  const installed = readInstalled(root.path);
  root.remove('/var/lib/dpkg');
  root.remove('/usr/bin/perl');
  recordPackages(root.path, installed);

  expect(root.text('/usr/share/packages.txt')).toBe('bash 1-2\nzlib1g 1-2\n');
  expect(root.text(`/${packageStatus}`)).toBe(`${stanza('zlib1g')}\n\n${stanza('bash')}\n\n`);
});
