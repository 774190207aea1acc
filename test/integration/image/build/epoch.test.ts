import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceDateEpoch } from '../../../../src/image/build/epoch.ts';
import { runTool } from '../../../../src/image/build/run-tool.ts';
import { tempRoot } from '../../../support/temp-root.ts';

describe('the date of an image', () => {
  it('is that of the last commit', async () => {
    const { path } = tempRoot({ 'package.json': '{}' });
    const git = ['git', '-C', path, '-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    const env = { GIT_COMMITTER_DATE: '1700000000 +0000' };
    await runTool([...git, 'init', '--quiet']);
    await runTool([...git, 'commit', '--quiet', '--allow-empty', '--message=a'], { env });

    expect(await sourceDateEpoch(path, undefined)).toBe(1_700_000_000);
  });

  it('is that of the files where there is no history', async () => {
    const { path } = tempRoot({ 'package.json': '{}' });

    expect(await sourceDateEpoch(path, undefined)).toBe(
      Math.floor(statSync(join(path, 'package.json')).mtimeMs / 1000),
    );
  });
});
