import { describe, expect, it } from 'vitest';
import { soundData } from '../../../../src/datasources/documents/sound.ts';
import { goodKey } from '../../../support/good-documents.ts';

const long = `a-machine.${'zone.'.repeat(14)}internal`;

describe('what a configuration takes of a data source', () => {
  it('is all of it as a rule', () => {
    const data = { instanceId: 'i-1', hostname: 'node-1.internal', sshKeys: [goodKey] };

    expect(soundData(data)).toEqual(data);
    expect(soundData({})).toEqual({});
  });

  it.each([
    { given: 'node-1.', is: 'node-1' },
    { given: ' node-1\n', is: 'node-1' },
    { given: long, is: 'a-machine' },
    { given: '', is: undefined },
  ])('is the name $is of "$given"', ({ given, is }) => {
    expect(soundData({ hostname: given })).toEqual({ hostname: is });
  });

  it.each(['node_1', 'localhost', '-', 'a b', 'a\nb', `${'x'.repeat(64)}.internal`])(
    'is no name like %j, and that is said',
    (hostname) => {
      expect(soundData({ hostname, notices: ['more'] })).toEqual({
        hostname: undefined,
        notices: [
          'more',
          expect.stringMatching(/^the host name ".*" is left out: it |cannot name/),
        ],
      });
    },
  );

  it('is each key that is whole, several in one text as well', () => {
    const others = ['ssh-ed25519 AAAA', 'one', 'two', 'three', 'four'];

    expect(soundData({ sshKeys: [`${goodKey}\n\n# none\n`, ...others] })).toEqual({
      sshKeys: [goodKey],
      notices: [
        'an SSH key is left out: "ssh-ed25519 AAAA" is no whole public key: copy its line once more',
        expect.stringContaining('"one" must be an OpenSSH public key'),
        expect.stringContaining('"two" must be'),
        '2 more SSH keys are left out',
      ],
    });
  });

  it('is no login page in place of user-data', () => {
    expect(() => soundData({ userdata: Buffer.from('\n<!DOCTYPE html>') })).toThrow(
      'user-data is a web page',
    );
  });
});
