import { describe, expect, it } from 'vitest';
import { type BootState, parseBootState } from '../../../src/generations/boot-state.ts';
import { rollBackGeneration } from '../../../src/generations/roll-back-generation.ts';
import { writeStart } from '../../../src/generations/start.ts';
import { decideBoot, expectAsNow } from '../../../src/health/decide-boot.ts';
import { readOutcome } from '../../../src/health/records.ts';
import { blocks } from '../../support/generations.ts';
import { bootedNode, nodeObject, runtimeReport } from '../../support/health.ts';

type Node = ReturnType<typeof bootedNode>;
const record = '/var/lib/rancher/k3os/health.json';
const failure = (number: number) => `/var/lib/rancher/k3os/generations/${number}.failed`;
const hadAll = { [record]: JSON.stringify({ network: true, k3s: true }) };
const notReady = { '/usr/sbin/k3s': { stdout: nodeObject({ ready: 'False' }) } };
const onTrial = 'quiet k3os.gen=6 k3os.state=1-2 k3os.trial=1';
const trial = { good: 5, previous: 4, trial: 6, tries: 2 };
const guard = {
  '/run/k3os/trial-guard.pid': '99\n',
  '/proc/99/cmdline': 'sh\0/usr/lib/k3os/trial-guard\0',
};

async function run(node: Node) {
  const warned: string[] = [];
  const verdict = await decideBoot({
    system: node,
    boundSeconds: 900,
    warn: (line) => warned.push(line),
  });
  return { verdict, warned };
}
const ran = ({ effects }: Node) =>
  effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv.join(' ')] : []));
const stateOf = ({ files }: Node, boot = '/boot') =>
  parseBootState(files.read(`${boot}/grub/grubenv`)).state;
const linkOf = ({ files }: Node, path: string) => files.status(path)?.target;

describe('a start without a trial', () => {
  it('that is good is kept in mind, and told to nobody', async () => {
    const node = bootedNode();

    const { verdict, warned } = await run(node);

    expect({ verdict, warned }).toEqual({ verdict: { kind: 'good' }, warned: [] });
    expect(JSON.parse(node.text(record) ?? '')).toEqual({ network: true, k3s: true });
    expect(readOutcome(node.files)).toEqual({ outcome: 'good', network: true, k3s: true });
    expect(ran(node).filter((line) => !/wait-network|get --raw/.test(line))).toEqual([]);
  });

  it('does not write again what is known', async () => {
    const node = bootedNode();
    await run(node);
    node.files.remove('/run/k3os/health.json');
    const before = node.effects.length;

    await run(node);

    expect(node.effects.slice(before)).not.toContainEqual(
      expect.objectContaining({ did: 'write', path: record }),
    );
  });

  it('that is bad changes neither what is expected nor the machine', async () => {
    const node = bootedNode({ uptime: 905, files: hadAll, programs: notReady });

    const { verdict } = await run(node);

    expect(verdict.kind).toBe('bad');
    expect(readOutcome(node.files)).toMatchObject({
      outcome: 'bad',
      reason: expect.stringMatching(/^after 15 minutes k3s is not ready: the node is not Ready/),
    });
    expect(node.text(record)).toBe(hadAll[record]);
    expect(ran(node)).not.toContain('reboot');
  });

  it('is decided once', async () => {
    const node = bootedNode();
    await run(node);
    const before = node.effects.length;

    expect((await run(node)).verdict).toEqual({ kind: 'good' });
    expect(node.effects.length).toBe(before);
  });

  it('is counted from where this system took over', async () => {
    const late = { '/run/k3os/report/runtime.json': runtimeReport({ startedUptimeMs: 800_000 }) };
    const node = bootedNode({ uptime: 905, files: { ...hadAll, ...late }, programs: notReady });

    expect((await run(node)).verdict).toEqual({
      kind: 'wait',
      reason: expect.stringContaining('(105 s of 900 s)'),
    });
  });

  it.each([
    { outcome: 'degraded', kind: 'good' },
    { outcome: 'started', kind: 'wait' },
    { outcome: 'failed', kind: 'bad' },
  ] as const)('is $kind when the configuration is $outcome', async ({ outcome, kind }) => {
    const report = { '/run/k3os/report/runtime.json': runtimeReport({ outcome }) };

    expect((await run(bootedNode({ files: report }))).verdict.kind).toBe(kind);
  });
});

describe('a first trial beside another Linux', () => {
  const boot = '/k3os/system/boot';
  const mark = '/k3os/system/takeover';
  const beside = (state: BootState, more: Parameters<typeof bootedNode>[0] = {}) =>
    bootedNode({
      cmdline: onTrial,
      ...more,
      files: {
        ...hadAll,
        ...guard,
        ...blocks(state, boot),
        [mark]: 'Debian\n',
        '/run/k3os/state-rw/etc/fstab': '',
      },
      programs: { tune2fs: {}, rm: {}, ...more.programs },
    });
  const first = { trial: 6, tries: 2 };
  const removal = 'rm -rf --one-file-system /run/k3os/state-rw/etc';

  it('that does not come up leaves the machine to that Linux, of which nothing is gone', async () => {
    const node = beside(first, { uptime: 905, programs: notReady });

    await run(node);

    expect(stateOf(node, boot)).toEqual({ failed: 6 });
    expect(node.files.status(mark)).toBeDefined();
    expect(ran(node).at(-1)).toBe('reboot');
  });

  it('that comes up clears it away, since nothing goes back to it any more', async () => {
    const node = beside(first);

    const { verdict, warned } = await run(node);

    expect({ verdict, warned }).toEqual({ verdict: { kind: 'good' }, warned: [] });
    expect(stateOf(node, boot)).toEqual({ good: 6 });
    expect(ran(node)).toContain(removal);
    expect(node.files.list('/k3os/system')).not.toContain('takeover.clearing');
  });

  it.each(['before the first look', 'after it'])(
    'that somebody has given up %s stays so, and that Linux whole',
    async (when) => {
      const node = beside(first);
      if (when === 'after it') {
        writeStart(node.files, { running: 6, onTrialBeside: 'Debian' });
      }
      rollBackGeneration({ system: node, folder: '/k3os/system', boot });

      const { verdict, warned } = await run(node);

      expect({ verdict, warned }).toEqual({ verdict: { kind: 'good' }, warned: [] });
      expect(stateOf(node, boot)).toEqual({ failed: 6 });
      expect(node.files.status(mark)).toBeDefined();
      expect(ran(node)).toContain('kill 99');
      expect(ran(node)).not.toContain(removal);
    },
  );
});

describe('a trial that comes up', () => {
  const good = () => bootedNode({ cmdline: onTrial, state: trial, files: { ...hadAll, ...guard } });

  it('is good from then on', async () => {
    const node = good();

    const { verdict, warned } = await run(node);

    expect({ verdict, warned }).toEqual({ verdict: { kind: 'good' }, warned: [] });
    expect(stateOf(node)).toEqual({ good: 6, previous: 5 });
    expect(linkOf(node, '/k3os/system/generations/current')).toBe('6');
    expect(linkOf(node, '/k3os/system/kernel/current')).toBe('6.6.0');
    expect(node.files.list('/k3os/system/k3os')).toEqual([
      'current',
      'previous',
      'v0.5.0',
      'v0.6.0',
    ]);
    expect(ran(node)).not.toContain('reboot');
  });

  it('ends the guard after that, and no other process', async () => {
    const node = good();
    await run(node);
    const order = node.effects.map((effect) =>
      effect.did === 'exec' ? effect.argv.join(' ') : effect.did,
    );
    expect(order.lastIndexOf('overwrite')).toBeLessThan(order.indexOf('kill 99'));
    expect(order).toContain('kill 99');

    const other = bootedNode({
      cmdline: onTrial,
      state: trial,
      files: { ...guard, '/proc/99/cmdline': 'containerd\0' },
    });
    await run(other);
    expect(ran(other)).not.toContain('kill 99');
  });

  it('tells the cluster which generation runs', async () => {
    const node = good();

    await run(node);

    expect(ran(node).at(-1)).toMatch(
      /kubectl .* annotate node berlin-w3 --overwrite .* k3os\.io\/generation=6 k3os\.io\/rolled-back-$/,
    );
  });

  it('is good also when nothing can be tidied up', async () => {
    const node = bootedNode({
      cmdline: onTrial,
      state: trial,
      programs: { findmnt: { status: 1 } },
    });

    const { verdict, warned } = await run(node);

    expect(verdict.kind).toBe('good');
    expect(stateOf(node)).toEqual({ good: 6, previous: 5 });
    expect(warned.join('\n')).toMatch(/generation 6 is good, but not all could be tidied up/);
  });

  it('keeps its guard while it cannot be made good', async () => {
    const node = bootedNode({
      cmdline: onTrial,
      files: { ...hadAll, ...guard },
      programs: { lsblk: { status: 1, stderr: 'no disk' } },
    });

    await expect(run(node)).rejects.toThrow(/lsblk .*: no disk/);

    expect(readOutcome(node.files)).toBeUndefined();
    expect(ran(node)).not.toContain('kill 99');
  });

  it('stays good when neither disk nor cluster take what is to be kept', async () => {
    const node = bootedNode({
      cmdline: onTrial,
      state: trial,
      files: { [record]: { directory: 0o755 } },
      programs: {
        '/usr/sbin/k3s': (argv) =>
          argv.includes('annotate') ? { status: 1, stderr: 'refused' } : { stdout: nodeObject() },
      },
    });

    const { warned } = await run(node);

    expect(warned).toEqual([
      expect.stringMatching(/^k3os health: what this start had cannot be kept: /),
      'k3os health: the node cannot be annotated: kubectl annotate: refused',
    ]);
    expect(readOutcome(node.files)?.outcome).toBe('good');
  });

  it('stays given up when somebody has done that by hand', async () => {
    const node = bootedNode({
      cmdline: onTrial,
      state: { good: 5, previous: 4, failed: 6 },
      files: { ...hadAll, ...guard },
    });

    await run(node);

    expect(stateOf(node)).toEqual({ good: 5, previous: 4, failed: 6 });
    expect(ran(node)).toContain('kill 99');
  });
});

describe('a trial that does not come up', () => {
  const bad = (more = {}) =>
    bootedNode({
      cmdline: onTrial,
      uptime: 905,
      state: trial,
      files: { ...hadAll, ...guard },
      programs: { ...notReady, ...more },
    });

  it('is given up with its reason, on all consoles, and the machine restarts', async () => {
    const node = bad();

    await run(node);

    const reason =
      'after 15 minutes k3s is not ready: the node is not Ready (container runtime network not ready)';
    expect(stateOf(node)).toEqual({ good: 5, previous: 4, failed: 6 });
    expect(node.text(failure(6))).toBe(`${reason}\n`);
    expect(node.effects).toContainEqual({
      did: 'exec',
      argv: ['/usr/lib/k3os/tell-consoles'],
      stdin: `k3os: generation 6 did not come up and is given up: ${reason}\nk3os: restarting with generation 5`,
    });
    expect(ran(node).at(-1)).toBe('reboot');
    expect(node.text(record)).toBe(hadAll[record]);
  });

  it('restarts the machine also when nothing can be written, and the guard is still there', async () => {
    const node = bootedNode({
      cmdline: onTrial,
      uptime: 905,
      files: { ...hadAll, ...guard },
      programs: { ...notReady, lsblk: { status: 1, stderr: 'no disk' } },
    });

    const { warned } = await run(node);

    expect(warned.join('\n')).toMatch(/generation 6 is given up: lsblk .*: no disk/);
    expect(ran(node).at(-1)).toBe('reboot');
    expect(ran(node)).not.toContain('kill 99');
  });

  it('is waited for until then', async () => {
    const node = bootedNode({ cmdline: onTrial, state: trial, files: hadAll, programs: notReady });

    expect((await run(node)).verdict.kind).toBe('wait');
    expect(stateOf(node)).toEqual(trial);
  });
});

describe('before another generation is tried', () => {
  it('what the node has at that moment becomes what is expected', async () => {
    const node = bootedNode({
      files: hadAll,
      programs: { ...notReady, '/usr/lib/k3os/wait-network': { status: 1 } },
    });

    await expectAsNow(node);

    expect(JSON.parse(node.text(record) ?? '')).toEqual({ network: false, k3s: false });
  });
});
