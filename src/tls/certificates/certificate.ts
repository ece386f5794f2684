import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { bits, integer, oid, sequence, set, time, utf8, wrapped } from './der.ts';
import { keyExtensions } from './extensions.ts';
import type { Validity } from './validity.ts';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Key and certificates of a TLS server, as PEM. The chain is sent to the client, leaf first. */
export interface Credentials {
  readonly key: string;
  readonly chain: string;
}

/** An issuer: its common name is written into the certificates that it signs. */
export interface Signer extends KeyPair {
  readonly commonName: string;
}

export interface CertificatePlan {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly issuer: Signer;
  readonly validity: Validity;
  readonly digest: 'sha256' | 'sha1';
  readonly extensions: readonly Buffer[];
}

/** ecdsa-with-SHA256 and ecdsa-with-SHA1, because every authority has an elliptic curve key. */
const signatureIds = { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1' } as const;

export function ellipticKeys(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const named = (commonName: string) => sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));

/** A version 3 certificate, RFC 5280 section 4.1, in DER. */
export function makeCertificate(plan: CertificatePlan): Buffer {
  const { issuer, validity, digest } = plan;
  const algorithm = sequence(oid(signatureIds[digest]));
  const signed = sequence(
    wrapped(0, integer(2)),
    // Serial number: 127 bits, most of them random; never zero.
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    named(issuer.commonName),
    sequence(time(validity.from), time(validity.until)),
    named(plan.commonName),
    plan.publicKey.export({ type: 'spki', format: 'der' }),
    wrapped(3, sequence(...plan.extensions, ...keyExtensions(plan.publicKey, issuer.publicKey))),
  );
  return sequence(signed, algorithm, bits(sign(digest, signed, issuer.privateKey)));
}

export function certificatePem(der: Buffer): string {
  return new X509Certificate(der).toString();
}

export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
