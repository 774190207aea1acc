import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { expectViolation } from '../../guard-rails.ts';
import { tempRoot } from '../../support/temp-root.ts';

describe('guard rails of unit tests', () => {
  it.each([
    { when: 'a program is spawned', attempt: () => spawn('true') },
    { when: 'a program is run', attempt: () => execFileSync('true') },
    { when: 'a package runs a program', attempt: () => execa('true') },
    { when: 'a connection is opened', attempt: () => connect(80, '127.0.0.1') },
    { when: 'a page is fetched', attempt: () => fetch('http://127.0.0.1/') },
    { when: 'a file elsewhere is written', attempt: () => writeFileSync('/var/x', '') },
    { when: 'a file elsewhere is written later', attempt: () => writeFile('/var/x', '') },
    {
      when: 'a path leaves the temp directory',
      attempt: () => writeFile(join(tmpdir(), '../x'), ''),
    },
    { when: 'a file elsewhere is opened for writing', attempt: () => open('/var/x', 'w') },
  ])('throw when $when', async ({ attempt }) => {
    await expect((async () => attempt())()).rejects.toThrow();

    expectViolation();
  });

  it('allow files below the temp directory', async () => {
    const root = tempRoot({ '/etc/hostname': 'web-1\n' });

    await writeFile(root.at('/etc/motd'), 'hello\n');

    expect(root.snapshot()).toEqual({ '/etc/hostname': 'web-1\n', '/etc/motd': 'hello\n' });
  });
});
