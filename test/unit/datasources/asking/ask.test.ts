import { describe, expect, it } from 'vitest';
import { askSources, type Earlier } from '../../../../src/datasources/asking/ask.ts';
import type { Candidate } from '../../../../src/datasources/asking/select.ts';
import type { DataSource } from '../../../../src/datasources/data-source.ts';
import { type Documents, jsonOf } from '../../../../src/datasources/documents/documents.ts';
import { access, platform } from '../../../support/data-source.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

function source(name: string, fetch: DataSource['fetch'], more = {}): DataSource {
  return {
    ...{ name, provider: name, needs: 'network' as const, fetch },
    matches: () => true,
    parse: ({ userdata }) => ({ userdata }),
    ...more,
  };
}

const gives = (name: string) => source(name, async () => ({ userdata: Buffer.from(name) }));
const fails = (name: string) =>
  source(name, () => Promise.reject(new Error(`${name} is not there`)));
const never = (name: string) => source(name, () => new Promise(() => undefined));
const asks = (name: string, more = {}) =>
  source(
    name,
    async ({ http }) => ({ userdata: (await http.request(`http://${name}/`))?.body }),
    more,
  );

async function ask(
  sources: readonly DataSource[],
  {
    enough = true,
    matches = true,
    system = recordingSystem(),
    networkUp = (_signal: AbortSignal) => Promise.resolve(),
    remembered = undefined as Earlier | undefined,
  } = {},
) {
  const candidates: Candidate[] = sources.map((one) => ({
    ...{ source: one, argument: '', matches: matches && one.matches(platform()) },
  }));
  const { media } = access();
  const common = {
    ...{ system, media, platform: platform(), machineId: 'm', random: () => 0 },
    ...{ networkUp, remembered },
  };
  const answered = await askSources(
    candidates,
    common,
    (all) => enough && 'data' in (all.at(-1) ?? {}),
  );
  return answered.map((one) => [
    one.source.name,
    'data' in one ? one.data.userdata?.toString() : one.failure,
  ]);
}

describe('asking several sources', () => {
  it('waits for those before the one that counts, and for nobody behind it', async () => {
    expect(await ask([fails('a'), gives('b'), never('c')])).toEqual([
      ['a', 'a is not there'],
      ['b', 'b'],
    ]);
  });

  it('asks all when nobody is enough', async () => {
    expect(await ask([gives('a'), gives('b')], { enough: false })).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  it('counts what cannot be understood as no answer', async () => {
    const wrong = source('wrong', async () => ({}), {
      parse: () => {
        throw new Error('metadata is no JSON');
      },
    });

    expect(await ask([wrong, gives('b')])).toEqual([
      ['wrong', 'metadata is no JSON'],
      ['b', 'b'],
    ]);
  });

  it('says where a document came from that makes no sense, without what may be secret', async () => {
    const told = source('told', async ({ http }) => ({
      metadata: (await http.request('http://192.0.2.1/metadata?token=canary'))?.body,
    }));
    const broken = {
      ...told,
      parse: (documents: Documents) => jsonOf(documents, 'metadata') as object,
    };
    const body = Buffer.from('{"id": ');
    const system = recordingSystem({ direct: async () => ({ status: 200, headers: {}, body }) });

    expect(await ask([broken], { system })).toEqual([
      ['told', 'metadata is no JSON, or not all of it came (http://192.0.2.1/metadata)'],
    ]);
  });

  it('takes nothing that a configuration would refuse', async () => {
    const odd = source('odd', async () => ({}), {
      parse: () => ({ userdata: Buffer.from('<html>') }),
    });

    expect(await ask([odd])).toEqual([
      ['odd', 'user-data is a web page: something else answers here'],
    ]);
  });

  it.each([
    { what: 'that the machine belongs to', matches: true, more: {}, least: 30, most: 60 },
    { what: 'that is only named', matches: false, more: {}, least: 5, most: 10 },
    { what: 'of a whole fleet', matches: true, more: { isFar: true }, least: 500, most: 605 },
  ])('is patient with a source $what', async ({ matches, more, least, most }) => {
    const system = recordingSystem({ direct: () => Promise.reject(new Error('no route')) });
    const began = system.clock.monotonicMs();

    await ask([asks('a', more)], { matches, system });

    const seconds = (system.clock.monotonicMs() - began) / 1000;
    expect(seconds).toBeGreaterThan(least);
    expect(seconds).toBeLessThanOrEqual(most);
  });

  const elsewhere = { matches: () => false };

  it.each([
    { what: 'a cloud', there: gives('there'), least: 0, most: 1 },
    {
      what: 'a medium',
      there: source('there', async () => ({ userdata: Buffer.from('m') }), {
        ...{ needs: 'nothing', isMedium: true },
      }),
      ...{ least: 5, most: 10 },
    },
    {
      what: 'a URL',
      there: source('there', async () => ({ userdata: Buffer.from('u') }), { argument: 'URL' }),
      ...{ least: 5, most: 10 },
    },
  ])(
    'waits $most s for a cloud that is only named before $what that the machine belongs to',
    async ({ there, least, most }) => {
      const system = recordingSystem({ direct: () => Promise.reject(new Error('no route')) });
      const began = system.clock.monotonicMs();

      const answers = await ask([asks('named', elsewhere), there], { system });

      const seconds = (system.clock.monotonicMs() - began) / 1000;
      expect(answers.at(-1)?.[0]).toBe('there');
      expect(seconds).toBeGreaterThanOrEqual(least);
      expect(seconds).toBeLessThanOrEqual(most);
    },
  );

  it.each([
    { who: 'who said earlier what counts then', earlier: 'a' },
    { who: 'where another one said it', earlier: 'b' },
  ])('waits for one $who from 5 to 15 s', async ({ earlier }) => {
    const system = recordingSystem({ direct: () => Promise.reject(new Error('no route')) });
    const began = system.clock.monotonicMs();

    await ask([asks('a')], { system, remembered: { sources: [earlier], hasGateway: false } });

    const seconds = (system.clock.monotonicMs() - began) / 1000;
    expect(seconds).toBeGreaterThan(5);
    expect(seconds).toBeLessThanOrEqual(15);
  });

  it('does not wait for a network that only the source itself can give', async () => {
    const remembered = { sources: ['b'], hasGateway: true };
    const networkUp = () => new Promise<void>(() => undefined);

    expect(await ask([gives('b')], { remembered, networkUp })).toEqual([['b', 'b']]);
  });

  it('lets nobody wait for the network when there is enough', async () => {
    let waiting: AbortSignal | undefined;
    const networkUp = (signal: AbortSignal) => {
      waiting = signal;
      return new Promise<void>(() => undefined);
    };
    const medium = source('medium', async () => ({ userdata: Buffer.from('m') }), {
      needs: 'nothing',
    });

    await ask([medium, asks('cloud')], { networkUp });

    expect(waiting?.aborted).toBe(true);
  });

  it('waits for the network where it is needed, and asks others meanwhile', async () => {
    const order: string[] = [];
    const noting = (name: string, needs: DataSource['needs']) =>
      source(
        name,
        async () => {
          order.push(name);
          return {};
        },
        { needs },
      );
    const networkUp = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('network');
    };

    await ask([noting('cloud', 'network'), noting('medium', 'nothing')], {
      enough: false,
      networkUp,
    });

    expect(order).toEqual(['medium', 'network', 'cloud']);
  });
});
