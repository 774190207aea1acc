import { describe, expect, it } from 'vitest';
import {
  type Announcement,
  announce,
  announcementText,
  parseAddresses,
} from '../../../src/run/announce.ts';
import { phaseReport } from '../../support/phase-report.ts';
import { recordingSystem, type SystemGiven } from '../../support/recording-system.ts';

const well: Announcement = {
  mode: 'live',
  outcome: 'ok',
  cause: undefined,
  host: 'web-1',
  version: '1.2.3',
  addresses: ['10.0.0.5', '2001:db8::5'],
  waysIn: { console: 'open', ssh: ['key'] },
};

describe('the end of a boot', () => {
  it('is one line for programs, then who this is and how to get in', () => {
    expect(announcementText(well)).toBe(
      [
        '',
        'k3os-booted mode=live outcome=ok',
        'k3os 1.2.3 on web-1 (10.0.0.5, 2001:db8::5) has started.',
        'Log in here as rancher; no password is needed.',
        'Over the network: ssh rancher@10.0.0.5, with the key of the configuration.',
      ].join('\n'),
    );
  });

  it.each([
    { outcome: 'degraded', title: 'has started, but not everything' },
    { outcome: 'failed', title: 'has NOT started' },
  ] as const)('names the cause and what to do when it is $outcome', ({ outcome, title }) => {
    const lines = announcementText({ ...well, outcome, cause: 'a.yaml:1: k: bad' }).split('\n');

    expect(lines[1]).toBe(`k3os-booted mode=live outcome=${outcome}`);
    expect(lines[2]).toContain(title);
    expect(lines.slice(3, 5)).toEqual(['  a.yaml:1: k: bad', 'Log in and run: sudo k3os status']);
  });

  it('says that there is no address', () => {
    expect(announcementText({ ...well, addresses: [] })).toMatch(
      /on web-1 \(no network address\) has started\.[\s\S]*ssh rancher@ADDRESS/,
    );
  });
});

describe('addresses', () => {
  it('are those of the machine itself, version 4 first, no changing ones', () => {
    const listing = [
      { ifname: 'cni0', addr_info: [{ local: '10.42.0.1' }] },
      {
        ifname: 'eth0',
        addr_info: [
          { local: '2001:db8::77', temporary: true },
          { local: '2001:db8::5' },
          { local: '10.0.0.5' },
        ],
      },
      {},
    ];

    expect(parseAddresses(JSON.stringify(listing))).toEqual(['10.0.0.5', '2001:db8::5']);
  });
});

describe('announcing', () => {
  const runtime = phaseReport();
  const programs = {
    '/usr/lib/k3os/tell-consoles': {},
    agetty: {},
    ip: { stdout: '[]' },
  };

  function node(mode: string, given: SystemGiven = {}) {
    return recordingSystem({
      ...given,
      files: {
        '/run/k3os/mode': `${mode}\n`,
        '/run/k3os/report/runtime.json': JSON.stringify(runtime),
        ...given.files,
      },
      programs: { ...programs, ...given.programs },
    });
  }

  const toldBy = ({ effects }: ReturnType<typeof node>) =>
    effects.flatMap((effect) =>
      effect.did === 'exec' && effect.argv[0]?.endsWith('tell-consoles') ? [effect.stdin] : [],
    );

  async function announced(system: ReturnType<typeof node>): Promise<string[]> {
    const said: string[] = [];
    await announce(system, (line) => said.push(line));
    return said;
  }

  it('is done once a boot, and prompts that wait are shown anew', async () => {
    const system = node('disk');

    await announced(system);
    await announced(system);

    expect(toldBy(system)).toEqual([expect.stringContaining('k3os-booted mode=disk outcome=ok\n')]);
    expect(system.effects.at(-1)).toEqual({ did: 'exec', argv: ['agetty', '--reload'] });
  });

  it.each([
    { when: 'in a sandbox', system: node('sandbox') },
    { when: 'below another root', system: node('live', { live: false }) },
    {
      when: 'while the last phase is under way',
      system: node('live', {
        files: {
          '/run/k3os/report/runtime.json': JSON.stringify({ ...runtime, outcome: 'started' }),
        },
      }),
    },
  ])('is not done $when', async ({ system }) => {
    expect(await announced(system)).toEqual([]);
    expect(toldBy(system)).toEqual([]);
  });

  it.each([{ status: 1 }, { stdout: 'no JSON' }])(
    'does without addresses when they cannot be told (%j)',
    async (ip) => {
      const system = node('live', { programs: { ip } });

      expect(await announced(system)).toEqual([]);
      expect(toldBy(system)[0]).toContain('no network address');
    },
  );

  it('is done also when it cannot be noted that it was', async () => {
    const system = node('live', { files: { '/run/k3os/announced': { directory: 0o755 } } });
    const full = { ...system, files: { ...system.files, status: () => undefined } };

    const said: string[] = [];
    await announce(full, (line) => said.push(line));

    expect(toldBy(system)).toHaveLength(1);
    expect(said).toEqual([
      expect.stringMatching(/^k3os: the end of the boot cannot be announced: .*announced/),
    ]);
  });
});
