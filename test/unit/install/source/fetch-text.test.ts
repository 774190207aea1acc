import { describe, expect, it } from 'vitest';
import { fetchText } from '../../../../src/install/source/fetch-text.ts';
import { digest } from '../../../../src/lib/digest.ts';
import { doubtOf, parsePinned } from '../../../../src/lib/pinned-url.ts';
import { recordingSystem, type SystemGiven } from '../../../support/recording-system.ts';

const url = 'https://cfg.example.org/node.yaml';
const text = 'hostname: a\n';

async function fetched(written: string, given: SystemGiven) {
  const system = recordingSystem(given);
  const content = await fetchText(system, parsePinned(written)).catch((error: Error) => error);
  const sleeps = system.effects.filter(({ did }) => did === 'sleep').length;
  return { said: content instanceof Error ? content.message : content.toString(), sleeps };
}

describe('what is fetched for an installation', () => {
  it.each([
    { from: 'a URL', written: url, given: { web: { [url]: text } } },
    {
      from: 'a URL with the right digest',
      written: `${url}#${digest(text)}`,
      given: { web: { [url]: text } },
    },
    {
      from: 'a URL with it in capitals',
      written: `${url}#sha256-${digest(text).toUpperCase()}`,
      given: { web: { [url]: text } },
    },
    { from: 'a file', written: '/mnt/node.yaml', given: { files: { '/mnt/node.yaml': text } } },
    { from: 'a file URL', written: 'file:///mnt/a%20b', given: { files: { '/mnt/a b': text } } },
  ])('comes from $from', async ({ written, given }) => {
    expect(await fetched(written, given)).toEqual({ said: text, sleeps: 0 });
  });

  it.each([
    {
      flaw: 'another digest',
      written: `${url}#${'0'.repeat(64)}`,
      answer: text,
      says: /node\.yaml: sha256 is [0-9a-f]{64}, not 0{64}/,
    },
    {
      flaw: 'no such file',
      written: url,
      answer: { status: 404 },
      says: /cannot fetch https:\/\/cfg\.example\.org\/node\.yaml: the server answered 404/,
    },
    { flaw: 'nothing in it', written: url, answer: ' \n', says: /node\.yaml is empty/ },
  ])('is refused at once for $flaw', async ({ written, answer, says }) => {
    const { said, sleeps } = await fetched(written, { web: { [url]: answer } });

    expect(said).toMatch(says);
    expect(sleeps).toBe(0);
  });

  it.each([500, 503, 429])('is asked for again while the server answers %i', async (status) => {
    const { said, sleeps } = await fetched(url, { web: { [url]: { status } } });

    expect(said).toMatch(new RegExp(`the server answered ${status}`));
    expect(sleeps).toBe(7);
  });

  it('comes by TFTP where there is nothing else, and is not left lying about', async () => {
    const system = recordingSystem({
      programs: {
        curl: (argv) => {
          system.files.writeAtomically(argv[argv.indexOf('--output') + 1] ?? '', text, {
            mode: 0o600,
          });
          return {};
        },
      },
    });

    const content = await fetchText(system, parsePinned('tftp://boot/node.yaml'));

    expect(content.toString()).toBe(text);
    expect(system.files.list('/run/k3os')).toEqual([]);
  });

  it('is told what TFTP said', async () => {
    const curl = { status: 68, stderr: 'curl: (68) TFTP: File Not Found\n' };

    expect((await fetched('tftp://boot/none', { programs: { curl } })).said).toMatch(
      /File Not Found/,
    );
  });

  it('is refused for a file that is not there', async () => {
    expect((await fetched('/mnt/none', {})).said).toMatch(
      /cannot read \/mnt\/none: there is no such/,
    );
  });

  it.each([
    { written: 'tftp://h/node.yaml', doubt: /ANYBODY ON THE NETWORK CAN CHANGE IT/ },
    { written: 'http://h/node.yaml', doubt: /ANYBODY ON THE NETWORK CAN CHANGE IT/ },
    { written: `http://h/node.yaml#${'a'.repeat(64)}`, doubt: undefined },
    { written: url, doubt: undefined },
    { written: '/mnt/node.yaml', doubt: undefined },
  ])('$written is doubtful or not', ({ written, doubt }) => {
    const said = doubtOf(parsePinned(written));

    expect(said === undefined).toBe(doubt === undefined);
    expect(said ?? '').toMatch(doubt ?? /^$/);
  });
});
