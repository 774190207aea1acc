import { describe, expect, it } from 'vitest';
import { readableArgs, readableEnvironment } from '../../../src/k3s/masked.ts';

describe('what is shown of a command line', () => {
  it.each([
    {
      words: ['server', '--token', 'canary', '--debug'],
      shown: ['server', '--token ***', '--debug'],
    },
    { words: ['-t=canary', '-t', 'canary'], shown: ['-t=***', '-t ***'] },
    {
      words: ['--datastore-endpoint=mysql://u:canary@tcp(h)/k'],
      shown: ['--datastore-endpoint=***'],
    },
    { words: ['--kubelet-arg', 'v=2', '--token'], shown: ['--kubelet-arg v=2', '--token'] },
  ])('is $shown of $words', ({ words, shown }) => {
    expect(readableArgs(words)).toEqual(shown);
  });

  it('has no secret of the environment', () => {
    const environment = {
      K3S_TOKEN: 'canary',
      HTTPS_PROXY: 'http://me:canary@proxy:3128',
      AWS_SECRET_ACCESS_KEY: 'canary',
      K3S_VPN_AUTH: 'name=tailscale,joinKey=canary',
      K3S_URL: 'https://a:6443',
    };

    expect(readableEnvironment(environment)).toEqual([
      'AWS_SECRET_ACCESS_KEY=***',
      'HTTPS_PROXY=http://***@proxy:3128',
      'K3S_TOKEN=***',
      'K3S_URL=https://a:6443',
      'K3S_VPN_AUTH=***',
    ]);
  });
});
