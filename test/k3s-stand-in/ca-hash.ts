import { createHash, X509Certificate } from 'node:crypto';

/**
 * The hash in a full token: of the bundle's bytes when it holds one certificate, else of the
 * root of its first certificate's chain (DER).
 */
export function caHash(bundle: string): string {
  const certificates = bundle
    .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
    ?.map((pem) => new X509Certificate(pem));
  if (certificates === undefined || certificates.length === 1) {
    return createHash('sha256').update(bundle).digest('hex');
  }

  let root = certificates[0] as X509Certificate;
  for (let hops = 0; hops < certificates.length; hops++) {
    const issuer = certificates.find((other) => root.checkIssued(other));
    if (issuer === undefined || issuer === root) {
      break;
    }
    root = issuer;
  }
  return createHash('sha256').update(root.raw).digest('hex');
}
