import { describe, expect, it } from 'vitest';
import { type IssueFacts, reloadLogins, renderIssue, writeIssue } from '../../../src/run/issue.ts';
import { phaseReport } from '../../support/phase-report.ts';
import { recordingSystem } from '../../support/recording-system.ts';

function issue(facts: Partial<IssueFacts>): string {
  return renderIssue({
    reports: [phaseReport()],
    waysIn: { console: 'open', ssh: [] },
    interfaces: ['eth0'],
    mode: 'live',
    ...facts,
  });
}

describe('the login banner', () => {
  it('says how to install, where the machine was started for that', () => {
    expect(issue({ mode: 'install' })).toContain('run: sudo k3os install');
    expect(issue({})).not.toContain('install');
  });

  it('names the interfaces, whose addresses getty keeps up to date, and how to log in', () => {
    expect(issue({ interfaces: ['eth0', 'wlan0'] })).toBe(
      [
        '  eth0  \\4{eth0}  \\6{eth0}',
        '  wlan0  \\4{wlan0}  \\6{wlan0}',
        '',
        'Log in here as rancher; no password is needed.',
        '',
        '',
      ].join('\n'),
    );
  });

  it('says so when the machine has no network card that a driver knows', () => {
    expect(issue({ interfaces: [] })).toMatch(/^ {2}no network interface\n/);
  });

  it.each([
    { when: 'no phase has run', reports: [] },
    { when: 'only the boot phase has ended', reports: [phaseReport({ phase: 'boot' })] },
    { when: 'the last phase is under way', reports: [phaseReport({ outcome: 'started' })] },
  ])('says that the node is still starting when $when', ({ reports }) => {
    expect(issue({ reports })).toContain('The node is still starting.\n');
  });

  it.each([
    { when: 'they are asked', reports: [phaseReport({ phase: 'boot' })], is: true },
    { when: 'all is over', reports: [phaseReport()], is: false },
  ])('does not say that nobody can log in while a data source may bring a key: $when', (given) => {
    const waysIn = { console: 'closed', ssh: [] } as const;
    const text = issue({ reports: given.reports, waysIn, isAsking: true });

    expect(text.includes('Nobody can log in yet: the data sources are asked for a key.')).toBe(
      given.is,
    );
    expect(text.includes('rescue shell')).toBe(!given.is);
  });

  it('says nothing more when all is well', () => {
    expect(issue({})).not.toMatch(/starting|DEGRADED|status/);
  });

  it('names each cause once, safe from what getty expands', () => {
    const cause = 'a\\nb';
    const more = phaseReport({ cause: `${cause} (and 2 more)` });

    expect(issue({ reports: [phaseReport({ phase: 'boot', cause }), more] })).toContain(
      '\nThis node is DEGRADED:\n  a\\\\nb (and 2 more)\nLog in and run: sudo k3os status\n',
    );
  });

  it('is written beside the issue of the image or the user, and only when it changes', () => {
    const system = recordingSystem({ files: { '/etc/issue': 'mine\n' } });

    writeIssue(system.files);
    writeIssue(system.files);

    const written = system.effects.flatMap((effect) =>
      effect.did === 'write' ? [effect.path] : [],
    );
    expect(written).toEqual(['/etc/issue.d/k3os.issue']);
  });

  it.each([
    { live: true, ran: [['agetty', '--reload']] },
    { live: false, ran: [] },
  ])(
    'is shown by running prompts anew only on the machine itself ($live)',
    async ({ live, ran }) => {
      const system = recordingSystem({ live, programs: { agetty: {} } });

      await reloadLogins(system);

      expect(
        system.effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv] : [])),
      ).toEqual(ran);
    },
  );
});
