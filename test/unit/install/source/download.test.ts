import { describe, expect, it } from 'vitest';
import { download } from '../../../../src/install/source/download.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const given = { target: '/t', protocols: '=https', deadlineMs: 5_000 };

describe('a download', () => {
  it('shows no password to those who look at processes', async () => {
    const system = recordingSystem({ programs: { curl: {} } });

    await download(system, { ...given, url: 'https://a:pa"ss@h/x.iso' });

    const [effect] = system.effects;
    expect(effect).toMatchObject({ did: 'exec', stdin: 'url = "https://a:pa\\"ss@h/x.iso"\n' });
    expect(JSON.stringify(effect?.did === 'exec' && effect.argv)).not.toContain('ss@h');
  });

  it.each([
    {
      says: 'what curl says',
      curl: { status: 22, stderr: 'curl: (22) error: 404\n' },
      reason: 'curl: (22) error: 404',
    },
    {
      says: 'that it takes too long',
      curl: { status: 128, timedOut: true },
      reason: 'it takes more than 5 s',
    },
    { says: 'the status at least', curl: { status: 7 }, reason: 'status 7' },
  ])('that fails says $says, without a password', async ({ curl, reason }) => {
    const system = recordingSystem({ programs: { curl } });

    await expect(
      download(system, { ...given, url: 'https://a:pass@h/x.iso?key=1' }),
    ).rejects.toThrow(`cannot fetch https://h/x.iso: ${reason}`);
  });
});
