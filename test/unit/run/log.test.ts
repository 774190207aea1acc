import { describe, expect, it } from 'vitest';
import { openLog } from '../../../src/run/log.ts';
import { masker } from '../../../src/run/mask.ts';
import { withExecLog } from '../../../src/run/with-exec-log.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const path = '/var/log/k3os/k3os.log';
const plain = (text: string) => text;

describe('the log', () => {
  it('is JSON lines that only administrators read', async () => {
    const { files } = recordingSystem();
    const log = await openLog(files, plain);

    log.warn('step finished', { phase: 'boot' });

    expect(JSON.parse(files.read(path)?.toString() ?? '')).toMatchObject({
      msg: 'step finished',
      phase: 'boot',
    });
    expect(files.status(path)?.mode).toBe(0o600);
  });

  it('keeps one old file beside it and begins anew when it has grown to a megabyte', async () => {
    const { files } = recordingSystem({
      files: { [path]: 'x'.repeat(1024 * 1024), [`${path}.1`]: 'older' },
    });

    (await openLog(files, plain)).info('new');

    expect(files.status(`${path}.1`)?.size).toBe(1024 * 1024);
    expect(files.status(path)?.size).toBeLessThan(200);
  });

  it('stays bounded within one run that says a lot', async () => {
    const { files } = recordingSystem();
    const log = await openLog(files, plain);

    for (let n = 0; n < 40; n += 1) {
      log.info('program ended', { stdout: 'x'.repeat(100_000) });
    }

    const size = (file: string) => files.status(file)?.size ?? 0;
    expect(size(path) + size(`${path}.1`)).toBeLessThan(2.3 * 1024 * 1024);
  });

  it('does not stop a boot when it cannot be written', async () => {
    const { files } = recordingSystem({ files: { [path]: { directory: 0o755 } } });
    const log = await openLog(files, plain);

    expect(() => log.info('anything')).not.toThrow();
  });

  it('holds what a program said, also of one that went well, but neither its input nor a secret', async () => {
    const recording = recordingSystem({
      programs: { sh: { stdout: 'joined with canary-token\n' } },
    });
    const log = await openLog(recording.files, masker(['canary-token']));

    await withExecLog(recording, log).exec(['sh', '-c', 'join canary-token'], {
      stdin: 'canary-input',
    });

    const text = recording.text(path) ?? '';
    expect(JSON.parse(text)).toMatchObject({
      msg: 'program ended',
      argv: ['sh', '-c', 'join ***'],
      status: 0,
      stdout: 'joined with ***\n',
    });
    expect(text).not.toContain('canary');
  });
});
