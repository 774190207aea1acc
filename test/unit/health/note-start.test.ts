import { describe, expect, it } from 'vitest';
import { parseBootState } from '../../../src/generations/boot-state.ts';
import { repairLinks } from '../../../src/generations/links.ts';
import { startNotice } from '../../../src/generations/start.ts';
import { noteStart } from '../../../src/health/note-start.ts';
import { readStatus, renderStatus } from '../../../src/run/status.ts';
import { systemFolder } from '../../support/generations.ts';
import { bootedNode } from '../../support/health.ts';

const failure = '/var/lib/rancher/k3os/generations/6.failed';
const stateOf = ({ files }: ReturnType<typeof bootedNode>) =>
  parseBootState(files.read('/boot/grub/grubenv')).state;
const ran = ({ effects }: ReturnType<typeof bootedNode>) =>
  effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv.join(' ')] : []));

describe('a start of an installed node', () => {
  it.each([
    {
      when: 'the trial has had its starts',
      tries: 0,
      files: {},
      reason: 'it did not come up in 3 starts',
    },
    {
      when: 'the trial could not be loaded',
      tries: 2,
      files: {},
      reason:
        'another generation was started instead: its files could not be loaded or its tries not be counted, or somebody chose so in the boot menu',
    },
    {
      when: 'the trial has said itself what was wrong',
      tries: 0,
      files: { [failure]: 'it was not up within 20 minutes\n' },
      reason: 'it was not up within 20 minutes',
    },
  ])('gives up a trial that was left when $when', async ({ tries, files, reason }) => {
    const node = bootedNode({ state: { good: 5, previous: 4, trial: 6, tries }, files });

    await noteStart(node, 5);

    expect(stateOf(node)).toEqual({ good: 5, previous: 4, failed: 6 });
    expect(startNotice(node.files)).toBe(`generation 6 was given up: ${reason}; generation 5 runs`);
    expect(node.text(failure)).toBe(`${reason}\n`);
  });

  it('says which Linux comes back when its first trial does not come up', async () => {
    const node = bootedNode({
      state: { trial: 6, tries: 2 },
      files: { '/k3os/system/takeover': 'Debian GNU/Linux 12\n' },
    });

    await noteStart(node, 6);

    const notice =
      'generation 6 is on trial; when it does not come up this node restarts with Debian GNU/Linux 12';
    expect(startNotice(node.files)).toBe(notice);
    expect(node.text('/etc/issue.d/k3os.issue')).toContain(`\nNote: ${notice}\n`);
    expect(stateOf(node)).toEqual({ trial: 6, tries: 2 });
  });

  it('says what was given up above the prompts and in the status, which is not degraded by it', async () => {
    const node = bootedNode({
      state: { good: 5, previous: 4, failed: 6 },
      files: { [failure]: 'k3s was not ready\n' },
    });

    await noteStart(node, 5);

    const notice = 'generation 6 was given up: k3s was not ready; generation 5 runs';
    expect(node.text('/etc/issue.d/k3os.issue')).toContain(`\nNote: ${notice}\n`);
    expect(ran(node).at(-1)).toBe('agetty --reload');
    expect(readStatus(node.files)).toMatchObject({ state: 'ok', notice });
    expect(renderStatus(readStatus(node.files))).toContain(`\nnote:   ${notice}\n`);
  });

  it('says that it is on trial, and what comes if it fails', async () => {
    const node = bootedNode({ state: { good: 5, previous: 4, trial: 6, tries: 2 } });

    await noteStart(node, 6);

    expect(stateOf(node)).toEqual({ good: 5, previous: 4, trial: 6, tries: 2 });
    expect(startNotice(node.files)).toBe(
      'generation 6 is on trial; when it does not come up this node restarts with generation 5',
    );
  });

  it('changes nothing and says nothing when all is as it should be', async () => {
    const node = bootedNode({ state: { good: 5, previous: 4 } });
    repairLinks({ system: node, folder: systemFolder }, { good: 5, previous: 4 }, 5);
    const before = node.effects.length;

    await noteStart(node, 5);
    await noteStart(node, 5);

    expect(node.effects.slice(before)).toEqual([
      expect.objectContaining({ did: 'write', path: '/run/k3os/generation.json' }),
    ]);
    expect(startNotice(node.files)).toBeUndefined();
  });

  it('mends what the boot loader goes by', async () => {
    const node = bootedNode({
      state: { good: 5, previous: 4 },
      files: { '/boot/grub/grubenv': '' },
    });

    await noteStart(node, 5);

    expect(stateOf(node)).toEqual({ good: 5, previous: 4 });
  });

  it('makes the links on a mount that can be written to, for that time', async () => {
    const node = bootedNode({ state: { good: 5, previous: 4 } });

    await noteStart(node, 5);

    expect(
      ran(node)
        .filter((line) => /mount /.test(line))
        .slice(-2),
    ).toEqual([
      'mount -t ext4 -o nosuid,nodev,noatime /dev/vda3 /run/k3os/state-rw',
      'umount /run/k3os/state-rw',
    ]);
  });
});
