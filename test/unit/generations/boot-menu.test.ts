import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bootFiles } from '../../../src/generations/boot-files.ts';
import { allTries, renderBootState } from '../../../src/generations/boot-state.ts';
import { parseBlock } from '../../../src/generations/environment-block.ts';
import { systemFolder } from '../../../src/generations/places.ts';
import { generation } from '../../support/generations.ts';

const menu = readFileSync(new URL('../../../config/boot/grub-disk.cfg', import.meta.url), 'utf8');
const lines = menu
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));
const loads = lines.filter((line) => line.startsWith('load_env'));
const namesIn = (line: string) =>
  line
    .replace(/"[^"]*"/g, 'file')
    .split(' ')
    .slice(3);

/** What it does is tried in virtual machines; this is what it must never lose. */
describe('the boot menu of an installed system', () => {
  it('takes variables by name only, and executes no other file', () => {
    expect(loads.length).toBeGreaterThan(5);
    expect(loads.filter((line) => namesIn(line).length === 0)).toEqual([]);
    const executed = lines.filter((line) => /^(source|configfile|normal|\.)\b/.test(line));
    // The menu that has brought us here, beside another Linux, is no less trusted than we are.
    expect(new Set(executed)).toEqual(new Set(['configfile "$before"']));
    expect(lines.filter((line) => /\bset (--set=\S*)?before=/.test(line))).toEqual([]);
    expect(loads.flatMap(namesIn)).not.toContain('before');
  });

  it('knows every variable of the state that it needs, by the names they are written with', () => {
    const written = parseBlock(
      renderBootState({ good: 5, previous: 4, trial: 6, tries: allTries, failed: 3 }),
    );
    const taken = loads.filter((line) => line.includes('/grubenv ')).flatMap(namesIn);

    expect(Object.keys(written.variables)).toEqual(expect.arrayContaining(taken));
    expect(new Set(taken)).toEqual(new Set(['good', 'previous', 'trial', 'tries']));
  });

  it('knows every variable of a generation that it needs', () => {
    const { 'boot.env': boot } = bootFiles(generation(5));
    const taken = loads.filter((line) => line.includes('/boot.env')).flatMap(namesIn);

    expect(Object.keys(parseBlock(boot).variables)).toEqual(expect.arrayContaining(taken));
    expect(menu).toContain(`set generations=${systemFolder}/generations\n`);
  });

  it('counts down all tries that a trial is given', () => {
    for (let tries = allTries; tries > 0; tries -= 1) {
      expect(menu).toContain(`if [ "$tries" = ${tries} ]; then set left=${tries - 1}; fi`);
    }
  });

  it('forgets what an earlier block said before it reads the next one', () => {
    const at = (text: string) => lines.indexOf(text);

    for (const name of ['good', 'previous', 'trial', 'tries']) {
      expect(at(`set ${name}=`)).toBeGreaterThan(-1);
      expect(at(`set ${name}=`)).toBeLessThan(
        lines.findIndex((line) => line.includes('/grubenv ')),
      );
    }
  });

  it('lets a kernel that panics restart, in every entry', () => {
    const kernels = lines.filter((line) => /\blinux "/.test(line));

    expect(kernels).toHaveLength(1);
    expect(kernels[0]).toMatch(/ panic=10 .*\$words/);
  });

  it('restarts at the end of every entry instead of waiting for somebody', () => {
    const entries = menu.split('menuentry').slice(1);

    expect(entries).toHaveLength(5);
    for (const entry of entries) {
      expect(entry).toMatch(/\n\t+start_(good|current)( rescue(=serial)?)?\n\t*}/);
    }
    expect(menu).toMatch(/function start_current {.*\n\tstart_good\n}/s);
    expect(menu).toMatch(/function start_good {.*\n\tsleep 30\n\treboot\n}/s);
  });
});
