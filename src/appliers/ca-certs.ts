import { X509Certificate } from 'node:crypto';
import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { digestOf } from '../lib/digest.ts';
import type { Applier } from './applier.ts';
import { ensureFile } from './ensure.ts';
import { located, originAt } from './origin.ts';

const folder = '/usr/local/share/ca-certificates';
const defaults = '/etc/ca-certificates.conf';
const ledgerKey = 'ca-certs';

/**
 * update-ca-certificates takes one certificate a file, named .crt. The files outlive the boot, what it makes of
 * them in /etc does not: it runs once per boot, and only where there is something to add or take away.
 */
export const caCerts: Applier = {
  id: 'ca-certs',
  actions: 'in-order',

  needs() {
    return { files: [defaults], trees: [folder] };
  },

  plan(config, context) {
    const { facts } = context;
    const { good, bad } = certificatesOf(config);
    const problems = bad.map((reason) => located(context, ['caCerts', 'trusted'], reason));
    const removeDefaults = config.caCerts?.removeDefaults === true;
    const value = digestOf(good, removeDefaults);
    const before = facts.ledger.get(ledgerKey) ?? digestOf([], false);

    const origin = originAt(context, ['caCerts']);
    const files = new Map(good.map((pem, index) => [`k3os-${index + 1}.crt`, pem]));
    const changes: Action[] = [
      ...staleFiles(facts, files).map(
        (name): Action => ({ kind: 'remove', path: `${folder}/${name}` }),
      ),
      ...[...files].flatMap(([name, pem]) => ensureCertificate(facts, name, pem)),
      ...(removeDefaults ? ensureFile(facts, { path: defaults, content: '', mode: 0o644 }) : []),
    ];
    if (changes.length === 0 && value === before) {
      return { actions: [], problems };
    }

    // Only --fresh takes something out of /etc/ssl/certs, and it takes three times as long.
    const takesAway = removeDefaults || changes.some(({ kind }) => kind === 'remove');
    const argv = ['update-ca-certificates', ...(takesAway ? ['--fresh'] : [])];
    const record = { key: ledgerKey, value };
    const update: Action = { kind: 'run', argv, timeoutMs: 120_000, record, ...origin };
    return { actions: [...changes, update], problems };
  },
};

function certificatesOf({ caCerts: wanted }: NodeConfig): { good: string[]; bad: string[] } {
  const good: string[] = [];
  const bad: string[] = [];
  for (const [index, text] of (wanted?.trusted ?? []).entries()) {
    const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (found.length === 0 || !found.every(isCertificate)) {
      bad.push(`ca_certs.trusted: entry ${index + 1} is no PEM certificate`);
    } else {
      good.push(...found.map((pem) => `${pem}\n`));
    }
  }
  return { good: [...new Set(good)], bad };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

/** Of an earlier configuration; the user's own files are named otherwise. */
function staleFiles(facts: Facts, wanted: ReadonlyMap<string, string>): string[] {
  return [...facts.tree(folder).keys()].filter(
    (name) => /^k3os-\d+\.crt$/.test(name) && !wanted.has(name),
  );
}

function ensureCertificate(facts: Facts, name: string, pem: string): Action[] {
  const isThere = facts.tree(folder).get(name)?.content?.equals(Buffer.from(pem)) ?? false;
  return isThere ? [] : [{ kind: 'write', path: `${folder}/${name}`, content: pem, mode: 0o644 }];
}
