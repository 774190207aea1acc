import { describe, expect, it } from 'vitest';
import { refreshKeys } from '../../../src/run/refresh-keys.ts';
import { recordingSystem } from '../../support/recording-system.ts';

function machine(keys: string[]) {
  return recordingSystem({
    files: {
      '/run/k3os/mode': 'disk\n',
      '/k3os/system/config.yaml': JSON.stringify({ ssh_authorized_keys: keys }),
      '/etc/passwd': 'rancher:x:1000:1000::/home/rancher:/bin/bash\n',
      '/etc/group': 'rancher:x:1000:\n',
    },
  });
}

describe('refreshing keys', () => {
  it('says what does not answer, to be asked again', async () => {
    expect(await refreshKeys(machine(['github:alice']))).toEqual([
      expect.stringMatching(/^ssh-keys: .*ECONNREFUSED/),
    ]);
  });

  it('asks no more for what another attempt cannot mend', async () => {
    expect(await refreshKeys(machine(['gihub:alice']))).toEqual([]);
  });
});
