import { describe, expect, it } from 'vitest';
import { withTrace } from '../../../src/install/with-trace.ts';
import { recordingSystem } from '../../support/recording-system.ts';

describe('an installation that is debugged', () => {
  it('says which programs run, how they end and what they complain of, and not what they are given to read', async () => {
    const said: string[] = [];
    const system = recordingSystem({
      programs: { mount: { status: 32, stderr: 'mount: no medium\n\n' }, curl: {} },
    });
    const traced = withTrace(system, (line) => said.push(line));

    await traced.exec(['curl', '--config', '-'], {
      stdin: 'url = "https://me:secret@a.example"\n',
    });
    const result = await traced.exec(['mount', '/dev/sda', '/mnt']);

    expect(result.status).toBe(32);
    expect(said.map((line) => line.replace(/\d+\.\d s/, 'N s'))).toEqual([
      '+ curl --config -   (status 0, N s)',
      '+ mount /dev/sda /mnt   (status 32, N s)',
      '  mount: no medium',
    ]);
  });
});
