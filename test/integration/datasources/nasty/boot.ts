import { readConfig } from '../../../../src/config/read.ts';
import { learn } from '../../../../src/datasources/learning/learn.ts';
import type { Platform } from '../../../../src/datasources/machine/platform.ts';
import { fetchDirect } from '../../../../src/effects/direct-http.ts';
import type { DirectOptions, System } from '../../../../src/effects/system.ts';
import { access } from '../../../support/data-source.ts';
import { told } from '../../../support/load.ts';
import { randomNumbers } from '../../../support/random-numbers.ts';
import { recordingSystem } from '../../../support/recording-system.ts';
import { machine } from './services.ts';

interface Start {
  readonly word: string;
  readonly platform: Platform;
  /** In PEM: whom the machine trusts. */
  readonly authority: string;
  /** Whether an answer would not come at all. */
  readonly isSlow: (url: string) => boolean;
}

/**
 * A machine in memory that starts with the data source and the real client: what it then is, and all that a person is told.
 * `name, key, user-data`
 */
export async function start({ word, platform, authority, isSlow }: Start): Promise<string> {
  const memory = recordingSystem({
    files: { '/etc/ssl/certs/ca-certificates.crt': authority },
  });
  const system = { ...memory, ...hastyTime(memory, isSlow) };
  await learn({
    ...{ system, platform, wanted: [word], isInstalled: false, machineId: 'm' },
    media: access().media,
    random: randomNumbers(word.length),
    networkUp: () => Promise.resolve(),
    applyNetwork: () => Promise.resolve(),
  });
  const { config, problems } = readConfig(system);
  const learned = {
    name: config.hostname === machine.hostname,
    key: config.sshAuthorizedKeys?.includes(machine.key) ?? false,
    'user-data': config.k3os?.labels?.from === 'user-data',
  };
  const parts = Object.entries(learned).filter(([, is]) => is);
  return [parts.map(([name]) => name).join(', '), ...problems.map(told)]
    .filter((line) => line !== '')
    .join('\n');
}

const cutMs = 400;

/** Time passes by pauses, which take none, and by tries that nobody answers, which are cut short; however busy this computer is. */
function hastyTime(
  { files }: System,
  isSlow: (url: string) => boolean,
): Pick<System, 'clock' | 'fetchDirect'> {
  let now = 0;
  const exchange = (url: string, options: DirectOptions) =>
    fetchDirect({ readFile: (path) => files.read(path), url, options });
  return {
    clock: {
      now: () => new Date(),
      monotonicMs: () => now,
      async sleep(milliseconds) {
        now += milliseconds;
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    async fetchDirect(url, options) {
      if (!isSlow(url)) {
        return exchange(url, { ...options, deadlineMs: 30_000 });
      }
      const late = AbortSignal.timeout(cutMs);
      const ends = options.signal === undefined ? late : AbortSignal.any([options.signal, late]);
      try {
        return await exchange(url, { ...options, signal: ends });
      } finally {
        now += late.aborted ? options.deadlineMs : 0;
      }
    },
  };
}
