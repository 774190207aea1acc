import { describe, expect, it } from 'vitest';
import { readBooted } from '../../../src/generations/booted.ts';
import { recordingSystem } from '../../support/recording-system.ts';

describe('what the boot loader has started', () => {
  it.each([
    { cmdline: 'quiet k3os.mode=live', booted: { onTrial: false } },
    {
      cmdline: 'k3os.gen=5 k3os.state=ab-12',
      booted: { generation: 5, state: 'ab-12', onTrial: false },
    },
    {
      cmdline: 'k3os.gen=6 k3os.state=ab-12 k3os.trial=1',
      booted: { generation: 6, state: 'ab-12', onTrial: true },
    },
    { cmdline: 'k3os.gen=../6 k3os.gen', booted: { onTrial: false } },
    { cmdline: 'k3os.gen=5 k3os.gen=7', booted: { generation: 7, onTrial: false } },
  ])('is read from $cmdline', ({ cmdline, booted }) => {
    const { files } = recordingSystem({ files: { '/proc/cmdline': `${cmdline}\n` } });

    expect(readBooted(files)).toEqual(booted);
  });
});
