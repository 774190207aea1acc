import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../../src/datasources/registry.ts';
import { shownUrl } from '../../../src/lib/url.ts';
import { issue, loadOrCreateCa } from '../../k3s-stand-in/certificates.ts';
import { tempRoot } from '../../support/temp-root.ts';
import type { NastyAnswer } from './nasty/answer.ts';
import { type Happened, happen } from './nasty/case.ts';
import { contents } from './nasty/contents.ts';
import { type Network, startNetwork } from './nasty/network.ts';
import { type Service, services } from './nasty/services.ts';
import { statuses } from './nasty/statuses.ts';
import { wire } from './nasty/wire.ts';
import { wrongTypes } from './nasty/wrong-types.ts';

const answers = [...statuses, ...wire, ...contents, ...wrongTypes];
const names = Object.keys(services);

/** All machines of all rows start at the same moment: most of the time is spent waiting. */
const happened = new Map<string, Promise<Record<string, Happened>>>();
let network: Network;

beforeAll(async () => {
  const authority = await loadOrCreateCa(tempRoot().at('authority'), 'authority');
  const hosts = ['metadata.platformequinix.com', 'cfg.example'];
  network = await startNetwork(await issue(authority, { commonName: 'web', names: hosts }));
  for (const answer of answers) {
    happened.set(answer.what, startAll(answer, authority.cert));
  }
});
afterAll(() => network.stop());

async function startAll(answer: NastyAnswer, authority: string): Promise<Record<string, Happened>> {
  const all = Object.entries(services).map(async ([name, service]) => {
    return [name, await happen(network, authority, { service, answer })] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

function expectedOf({ told, except = {} }: NastyAnswer, name: string, service: Service): string {
  const [, own = told] =
    Object.entries(except).find(([few]) => few.split(' ').includes(name)) ?? [];
  const { main, userdata, first = main, document } = service;
  return own
    .replace('refused: ', `error k3os.data_sources: nobody has answered: ${name}: `)
    .replaceAll('USERDATA', shownUrl(userdata))
    .replaceAll('FIRST', shownUrl(first))
    .replaceAll('MAIN', shownUrl(main))
    .replaceAll('DOC', document);
}

/** What is another one in each run. */
function withoutNumbers(told: string): string {
  return told
    .replace(/within [\d.]+ s/g, 'within N s')
    .replace(/, in line \d+/g, ', in line N')
    .replace(/ECONNREFUSED [\d.]+:\d+/g, 'ECONNREFUSED');
}

const each = <T>(of: (name: string) => T) =>
  Object.fromEntries(names.map((name) => [name, of(name)]));

describe('what stands where a metadata service should be', () => {
  it('is tried with every data source that asks the network', () => {
    const asking = registry.filter(({ needs }) => needs !== 'nothing').map(({ name }) => name);

    expect([...names].sort()).toEqual(asking.sort());
    expect(
      answers.flatMap(({ except = {} }) => Object.keys(except).flatMap((few) => few.split(' '))),
    ).toEqual(expect.not.arrayContaining([expect.not.stringMatching(`^(${names.join('|')})$`)]));
  });

  it.each(answers)('may be $what', async (answer) => {
    const all = await happened.get(answer.what);

    expect(each((name) => withoutNumbers(all?.[name]?.told ?? ''))).toEqual(
      each((name) => expectedOf(answer, name, services[name] as Service)),
    );
    const there = 'elsewhere.example/login?back=1';
    expect(each((name) => all?.[name]?.elsewhere)).toEqual(
      each((name) => new Array(answer.elsewhere?.[name] ?? 0).fill(there)),
    );
  });

  it.each(['aws', 'akamai'])('is asked for two tokens by %s, and for no third', async (name) => {
    const all = await happened.get('401 for ever');
    const { token } = services[name] as Service;

    expect(all?.[name]?.asked.filter((url) => url === token)).toHaveLength(2);
  });

  it('is asked once for what is too large', async () => {
    const all = await happened.get('a body without end');

    expect(each((name) => all?.[name]?.asked.length)).toEqual(each(() => 1));
  });

  it('keeps nobody longer than its time', async () => {
    const all = await Promise.all(happened.values());
    const seconds = all
      .flatMap((row) => Object.values(row))
      .map(({ elapsedMs }) => elapsedMs / 1000);

    expect(Math.max(...seconds)).toBeLessThan(40);
  });
});
