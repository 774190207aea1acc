import { beforeAll, describe, expect, it } from 'vitest';
import { shownUrl } from '../../../src/lib/url.ts';
import {
  issue,
  loadOrCreateCa,
  type PemPair,
  type Subject,
} from '../../k3s-stand-in/certificates.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { happen } from './nasty/case.ts';
import { startNetwork } from './nasty/network.ts';
import { type Service, services } from './nasty/services.ts';

const names = ['metadata.platformequinix.com', 'cfg.example'];
const day = 24 * 3600 * 1000;
const at = (days: number) => new Date(Date.now() + days * day);
const clock = "by this machine's clock: ";

interface Case {
  readonly what: string;
  readonly subject?: Partial<Subject>;
  readonly isUnknown?: boolean;
  readonly hasNoTls?: boolean;
  readonly says: string;
}

const cases: readonly Case[] = [
  { what: 'nobody knows', isUnknown: true, says: 'unable to verify the first certificate' },
  {
    what: 'is that of somebody else',
    subject: { names: ['other.example'] },
    says: "Hostname/IP does not match certificate's altnames: Host: NAME. is not in the cert's altnames: DNS:other.example",
  },
  {
    what: 'is not valid yet',
    subject: { valid: { notBefore: at(1), notAfter: at(2) } },
    says: `certificate is not yet valid, ${clock}`,
  },
  {
    what: 'is valid no more',
    subject: { valid: { notBefore: at(-2), notAfter: at(-1) } },
    says: `certificate has expired, ${clock}`,
  },
  { what: 'is none at all', hasNoTls: true, says: 'what listens there does not speak TLS' },
];

describe('a server whose certificate', () => {
  let [known, unknown]: (PemPair | undefined)[] = [];
  beforeAll(async () => {
    known = await loadOrCreateCa(tempRoot().at('known'), 'known');
    unknown = await loadOrCreateCa(tempRoot().at('unknown'), 'unknown');
  });

  it.each(cases)('$what is asked for nothing', async (given) => {
    const { subject = {}, isUnknown, hasNoTls = false, says } = given;
    const issuer = (isUnknown ? unknown : known) as PemPair;
    const network = await startNetwork(
      await issue(issuer, { commonName: 'web', names, ...subject }),
    );
    const answer = { what: '', told: '', hasNoTls, serve: ({ good }: { good: object }) => good };
    try {
      for (const name of ['packet', 'url']) {
        const service = services[name] as Service;
        const { told, asked } = await happen(network, known?.cert ?? '', { service, answer });

        const { hostname } = new URL(service.main);
        expect(told).toContain(
          `${name}: ${shownUrl(service.main)} does not answer: ${says.replace('NAME', hostname)}`,
        );
        expect(asked).toEqual([]);
      }
    } finally {
      network.stop();
    }
  });
});
