import {
  chmodSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderAppend } from '../../../../src/image/remaster/append-words.ts';
import { readVolume } from '../../../../src/image/remaster/iso-volume.ts';
import { remaster } from '../../../../src/image/remaster/remaster.ts';
import { inspectIso } from '../../../../src/image/remaster/xorriso.ts';
import { copyOf, fileOn, listingOf, menu, smallIso } from '../../../support/small-iso.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const configFile = '/k3os/system/config.yaml';
const appendFile = '/boot/grub/append.cfg';
const config = Buffer.from('hostname: custom-1\n');
const secret = Buffer.from('k3os: {token: abc}\n');

let original: string;
/** A copy for each test, in a folder of its own. */
let iso: string;
beforeAll(() => {
  original = smallIso();
});
beforeEach(() => {
  iso = copyOf(original);
});

const beside = (file: string) => readdirSync(dirname(file)).sort();

describe('a remastered ISO', () => {
  it('has the configuration, for root alone, and the words', async () => {
    const { output } = await remaster({ iso, config, append: 'console=ttyS0 a=$b' });

    expect(output).toBe(join(dirname(iso), 'k3os-amd64-custom.iso'));
    expect(fileOn(output, configFile)).toBe(config.toString());
    expect(listingOf(output, configFile)).toBe('-rw------- 1 0 0');
    expect(fileOn(output, appendFile)).toBe(renderAppend('console=ttyS0 a=$b'));
    expect(listingOf(output, appendFile)).toBe('-rw-r--r-- 1 0 0');
  });

  it('is otherwise the same, and boots in all the ways', async () => {
    const before = readFileSync(iso);

    const { output } = await remaster({ iso, config });

    const copy = await inspectIso(output);
    const { paths, boots } = await inspectIso(original);
    expect([...copy.paths].sort()).toEqual([...paths, configFile].sort());
    expect(copy.boots).toEqual(boots);
    expect(boots).toHaveLength(4);
    expect(readVolume(output)).toMatchObject({ label: 'K3OS', epoch: readVolume(iso).epoch });
    expect(fileOn(output, '/boot/grub/grub.cfg')).toBe(menu);
    expect(fileOn(output, '/k3os/system/kernel/current/vmlinuz')).toBe(undefined);
    expect(fileOn(output, '/k3os/system/kernel/6.12/vmlinuz')).toBe('kernel');
    expect(readFileSync(iso).equals(before)).toBe(true);
    expect(beside(iso)).toEqual(['k3os-amd64-custom.iso', 'k3os-amd64.iso']);
  });

  it('has the same bytes for the same inputs, at any time and under any name', async () => {
    const first = await remaster({ iso, config, append: 'quiet' });
    const other = copyOf(original, `it's: a "name", 'x'.iso`);
    utimesSync(other, 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 1100));

    const second = await remaster({ iso: other, config, append: 'quiet' });

    expect(readFileSync(second.output).equals(readFileSync(first.output))).toBe(true);
  });

  it('can be remastered: what is not given stays, what is given replaces', async () => {
    const one = await remaster({ iso, config, append: 'one', output: `${iso}.1` });
    const two = await remaster({ iso: one.output, append: 'two', output: `${iso}.2` });
    const three = await remaster({ iso: two.output, config: secret, output: `${iso}.3` });
    const four = await remaster({ iso: three.output, append: '', output: `${iso}.4` });

    expect(fileOn(two.output, configFile)).toBe(config.toString());
    expect(fileOn(two.output, appendFile)).toBe(renderAppend('two'));
    expect(fileOn(three.output, configFile)).toBe(secret.toString());
    expect(fileOn(three.output, appendFile)).toBe(renderAppend('two'));
    expect(fileOn(four.output, appendFile)).toBe(renderAppend(''));
    expect((await inspectIso(four.output)).boots).toHaveLength(4);
  });

  it('replaces an earlier one', async () => {
    writeFileSync(`${iso}.new`, 'earlier');

    await remaster({ iso, config, output: `${iso}.new` });

    expect(readVolume(`${iso}.new`).label).toBe('K3OS');
  });

  it.each([
    { what: 'the configuration holds', given: { config: secret }, mode: '600' },
    { what: 'a word holds', given: { append: 'k3os.token=abc' }, mode: '600' },
    { what: 'nothing holds', given: { config }, mode: '644' },
  ])('has the mode $mode when $what secrets', async ({ given, mode }) => {
    const { output, secret: told } = await remaster({ iso, ...given });

    expect((statSync(output).mode & 0o777).toString(8)).toBe(mode);
    expect(told).toBe(mode === '600');
  });

  it('stays closed when the secrets were put in by an earlier run', async () => {
    const first = await remaster({ iso, config: secret, append: 'quiet' });
    const second = await remaster({ iso: first.output, append: 'debug' });
    chmodSync(first.output, 0o644);
    const third = await remaster({ iso: first.output, append: 'verbose', output: `${iso}.3` });

    expect(statSync(second.output).mode & 0o777).toBe(0o600);
    expect(statSync(third.output).mode & 0o777).toBe(0o600);
  });

  it('is read by nobody who may not read the original', async () => {
    chmodSync(iso, 0o400);

    const { output, secret: told } = await remaster({ iso, config });

    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(told).toBe(false);
  });
});

describe('remastering is refused', () => {
  const given = {
    'a text': () => {
      writeFileSync(iso, 'hostname: x\n');
      return {};
    },
    'half an ISO': () => {
      writeFileSync(iso, readFileSync(iso).subarray(0, 1_000_000));
      return {};
    },
    'an ISO of somebody else': () => ({ iso: smallIso({ label: 'DEBIAN' }) }),
    'a menu that passes no words on': () => ({
      iso: smallIso({ files: { '/boot/grub/grub.cfg': 'linux /vmlinuz\n' } }),
      append: 'quiet',
    }),
    'the ISO as output': () => ({ output: iso }),
    'a link to the ISO as output': () => {
      symlinkSync(iso, `${iso}.link`);
      return { output: `${iso}.link` };
    },
    'another name of the ISO as output': () => {
      linkSync(iso, `${iso}.link`);
      return { output: `${iso}.link` };
    },
    'a folder as output': () => ({ output: dirname(iso) }),
    'a device as output': () => ({ output: '/dev/null' }),
    'an output in no folder': () => ({ output: join(dirname(iso), 'no/where.iso') }),
  };

  it.each([
    { what: 'a text', says: 'is no ISO image; give a k3os ISO' },
    { what: 'half an ISO', says: 'is cut off: it has 1000000 of ' },
    { what: 'an ISO of somebody else', says: 'is no k3os ISO: its label is DEBIAN' },
    { what: 'a menu that passes no words on', says: 'passes no further words to the kernel' },
    { what: 'the ISO as output', says: 'is the ISO itself, which is never changed' },
    { what: 'a link to the ISO as output', says: 'is the ISO itself, which is never changed' },
    { what: 'another name of the ISO as output', says: 'is the ISO itself' },
    { what: 'a folder as output', says: 'is no regular file; give the name of a file' },
    { what: 'a device as output', says: '/dev/null is no regular file' },
    { what: 'an output in no folder', says: 'there is no folder' },
  ] as const)('for $what, and nothing is written', async ({ what, says }) => {
    const options = { iso, config, ...given[what]() };
    const before = beside(iso);

    await expect(remaster(options)).rejects.toThrow(says);
    expect(beside(iso)).toEqual(before);
  });
});

describe('when xorriso', () => {
  const path = process.env.PATH ?? '';
  afterEach(() => {
    process.env.PATH = path;
  });

  /** Stands before the real one, whose path it finds in $real. */
  function instead(script: string): void {
    const folder = tempRoot();
    const real = path.split(':').find((each) => existsSync(`${each}/xorriso`));
    writeFileSync(folder.at('/xorriso'), `#!/bin/sh\nreal=${real}/xorriso\n${script}\n`);
    chmodSync(folder.at('/xorriso'), 0o755);
    process.env.PATH = `${folder.path}:${path}`;
  }

  it('is missing, says which package has it', async () => {
    process.env.PATH = tempRoot().path;

    await expect(remaster({ iso, config })).rejects.toThrow(
      'xorriso is missing: install the package xorriso (apt-get install xorriso',
    );
  });

  it('fails, leaves the earlier ISO as it was', async () => {
    writeFileSync(`${iso}.new`, 'earlier');
    instead(
      'case "$*" in *-commit*) echo "No space left on device" >&2; exit 5;; esac; exec $real "$@"',
    );

    await expect(remaster({ iso, config, output: `${iso}.new` })).rejects.toThrow(
      /failed \(status 5\):\nNo space left on device/,
    );
    expect(readFileSync(`${iso}.new`, 'utf8')).toBe('earlier');
    expect(beside(iso)).toHaveLength(2);
  });

  it('makes something that boots less, throws it away', async () => {
    instead(
      'case "$*" in *.tmp*-report_el_torito*) $real "$@" | grep -v UEFI; exit;; esac; exec $real "$@"',
    );

    await expect(remaster({ iso, config })).rejects.toThrow(
      'the new ISO would no longer boot (UEFI from CD)',
    );
    expect(beside(iso)).toEqual(['k3os-amd64.iso']);
  });
});

it('what a run left that lost its power is removed by the next one', async () => {
  const folder = dirname(iso);
  writeFileSync(join(folder, `.k3os-amd64-custom.iso.${2 ** 22 + 1}.tmp`), 'abandoned');
  writeFileSync(join(folder, `.k3os-amd64-custom.iso.${process.ppid}.tmp`), 'at work');

  await remaster({ iso, config });

  expect(beside(iso)).toEqual([
    `.k3os-amd64-custom.iso.${process.ppid}.tmp`,
    'k3os-amd64-custom.iso',
    'k3os-amd64.iso',
  ]);
});
