import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { readIfPresent, writePrivate } from './files.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 3600 * 1000;

export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

x509.cryptoProvider.set(webcrypto as Crypto);

const validFor = (days: number) => ({
  notBefore: new Date(Date.now() - 3600 * 1000),
  notAfter: new Date(Date.now() + days * day),
});

async function generateKeys() {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return keys as webcrypto.CryptoKeyPair;
}

function pemOf(key: CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

const serialNumber = () => `01${randomBytes(12).toString('hex')}`;

async function createCa(name: string): Promise<PemPair> {
  const keys = await generateKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${name}@${Math.floor(Date.now() / 1000)}`,
    ...validFor(3650),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign |
          x509.KeyUsageFlags.digitalSignature |
          x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: `${cert.toString('pem')}\n`, key: pemOf(keys.privateKey) };
}

/** A CA kept on disk, made on the first start. */
export async function loadOrCreateCa(path: string, name: string): Promise<PemPair> {
  const [cert, key] = [readIfPresent(`${path}.crt`), readIfPresent(`${path}.key`)];
  if (cert !== undefined && key !== undefined) {
    return { cert, key };
  }

  const ca = await createCa(name);
  saveCa(path, ca);
  return ca;
}

export function saveCa(path: string, { cert, key }: PemPair): void {
  writePrivate(`${path}.crt`, cert, 0o644);
  writePrivate(`${path}.key`, key);
}

export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  /** DNS names and addresses of a server; none: a client certificate. */
  readonly names?: readonly string[];
  /** Default: a year. */
  readonly valid?: { readonly notBefore: Date; readonly notAfter: Date };
}

export async function issue(ca: PemPair, subject: Subject): Promise<PemPair> {
  const keys = await generateKeys();
  return { cert: await sign(ca, subject, keys.publicKey), key: pemOf(keys.privateKey) };
}

/** For a certificate request in DER or PEM, as an agent sends it. */
export async function issueFor(ca: PemPair, subject: Subject, request: Buffer): Promise<string> {
  const csr = new x509.Pkcs10CertificateRequest(
    request.subarray(0, 5).toString() === '-----' ? request.toString() : new Uint8Array(request),
  );
  if (!(await csr.verify())) {
    throw new Error('the certificate request is not signed by its own key');
  }
  return sign(ca, subject, csr.publicKey);
}

async function sign(
  ca: PemPair,
  { commonName, organization, names = [], valid = validFor(365) }: Subject,
  publicKey: x509.PublicKeyType,
): Promise<string> {
  const usage =
    names.length > 0 ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject:
      organization === undefined ? `CN=${commonName}` : `O=${organization}, CN=${commonName}`,
    issuer: new x509.X509Certificate(ca.cert).subject,
    ...valid,
    signingAlgorithm: algorithm,
    publicKey,
    signingKey: createPrivateKey(ca.key).toCryptoKey(algorithm, true, ['sign']),
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names.map(nameOf))] : []),
    ],
  });
  return `${cert.toString('pem')}\n`;
}

function nameOf(value: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[0-9.]+$|:/.test(value) ? 'ip' : 'dns', value };
}

/** A new key and the request for its certificate. */
export async function createRequest(): Promise<{ key: string; request: Buffer }> {
  const keys = await generateKeys();
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=agent',
    keys,
    signingAlgorithm: algorithm,
  });
  return { key: pemOf(keys.privateKey), request: Buffer.from(csr.rawData) };
}
