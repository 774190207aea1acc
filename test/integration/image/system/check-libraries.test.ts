import { copyFileSync, mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findMissingLibraries } from '../../../../src/image/system/check-libraries.ts';
import { tempRoot } from '../../../support/temp-root.ts';

it('names a program whose library was taken away, and nothing that has all of its own', async () => {
  const root = tempRoot({ '/usr/bin/script': '#!/bin/sh\n' });
  mkdirSync(root.at('/usr/lib'));
  copyFileSync('/bin/true', root.at('/usr/bin/true'));
  const before = await findMissingLibraries(root.path);
  root.add({ '/usr/lib/libc.so.6': 'the library' });

  expect(before).toEqual(['  /usr/bin/true: needs libc.so.6, which is not there']);
  expect(await findMissingLibraries(root.path)).toEqual([]);
});
