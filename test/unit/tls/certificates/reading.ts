import { X509Certificate } from 'node:crypto';

/** The certificates of a PEM text, in their order. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

export function leafOf({ chain }: { readonly chain: string }): X509Certificate {
  return new X509Certificate(chain);
}
