import { hash, type KeyObject } from 'node:crypto';
import { bits, implicit, integer, octets, oid, sequence, wrapped, yes } from './der.ts';
import { addressBytes } from './hosts.ts';

/** One certificate extension, RFC 5280 section 4.2. */
function extension(id: string, importance: 'critical' | 'ordinary', value: Buffer): Buffer {
  return sequence(oid(id), ...(importance === 'critical' ? [yes] : []), octets(value));
}

const purposeIds = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
export type Purpose = keyof typeof purposeIds;

/** Values of keyUsage; bits counted from the left: digitalSignature is 0, keyCertSign 5, cRLSign 6. */
const signsData = extension('2.5.29.15', 'critical', bits(Buffer.from([0b1000_0000]), 7));
const signsCertificates = extension('2.5.29.15', 'critical', bits(Buffer.from([0b0000_0110]), 1));

/** GeneralName: `[2]` is a DNS name, `[7]` an address. */
function alternativeName(host: string): Buffer {
  const address = addressBytes(host);
  return address === null ? implicit(2, Buffer.from(host)) : implicit(7, address);
}

/** A permitted name: `x.y` permits itself and its subdomains; an address has a mask, here all ones. */
function permittedSubtree(host: string): Buffer {
  const address = addressBytes(host);
  if (address === null) return sequence(implicit(2, Buffer.from(host.replace(/^\*\./, ''))));
  return sequence(implicit(7, Buffer.concat([address, Buffer.alloc(address.length, 0xff)])));
}

/** Restricts a root to the permitted hosts, so that a client that trusts it does not trust it for others. */
function onlyFor(permitted: readonly string[]): Buffer {
  return extension('2.5.29.30', 'critical', sequence(wrapped(0, ...permitted.map(permittedSubtree))));
}

/**
 * Whether a root made by this lab permits a host: it contains the DER of the host's subtree or of a parent.
 */
export function permits(root: Buffer, host: string): boolean {
  const labels = host.split('.');
  const above =
    addressBytes(host) === null ? labels.map((_, index) => labels.slice(index).join('.')) : [host];
  return above.some((subtree) => root.includes(permittedSubtree(subtree)));
}

/** `below`: maximum number of authorities between it and a leaf. `permitted`: empty means no constraint. */
export function authorityExtensions(below: number, permitted: readonly string[]): readonly Buffer[] {
  return [
    extension('2.5.29.19', 'critical', sequence(yes, integer(below))),
    signsCertificates,
    ...(permitted.length === 0 ? [] : [onlyFor(permitted)]),
  ];
}

/** `hosts`: empty means no alternative names. */
export function leafExtensions(purpose: Purpose, hosts: readonly string[]): readonly Buffer[] {
  return [
    extension('2.5.29.19', 'critical', sequence()),
    signsData,
    extension('2.5.29.37', 'ordinary', sequence(oid(purposeIds[purpose]))),
    ...(hosts.length === 0
      ? []
      : [extension('2.5.29.17', 'ordinary', sequence(...hosts.map(alternativeName)))]),
  ];
}

/**
 * Key identifiers of subject and issuer, so that a verifier finds exactly one path, whatever the names are.
 */
export function keyExtensions(subject: KeyObject, issuer: KeyObject): readonly Buffer[] {
  return [
    extension('2.5.29.14', 'ordinary', octets(keyId(subject))),
    extension('2.5.29.35', 'ordinary', sequence(implicit(0, keyId(issuer)))),
  ];
}

/** RFC 7093 section 2, method 4: the first 160 bits of the SHA-256 of the whole key. */
function keyId(key: KeyObject): Buffer {
  return hash('sha256', key.export({ type: 'spki', format: 'der' }), 'buffer').subarray(0, 20);
}
