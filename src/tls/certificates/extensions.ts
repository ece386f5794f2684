import { hash, type KeyObject } from 'node:crypto';
import { bits, implicit, integer, octets, oid, sequence, wrapped, yes } from './der.ts';
import { addressBytes } from './hosts.ts';

/** Certificate extensions, RFC 5280 section 4.2. */
function extension(id: string, importance: 'critical' | 'ordinary', value: Buffer): Buffer {
  return sequence(oid(id), ...(importance === 'critical' ? [yes] : []), octets(value));
}

const purposeIds = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
export type Purpose = keyof typeof purposeIds;

/** Bits of keyUsage from the left: digitalSignature is 0, keyCertSign 5, cRLSign 6. */
const signsData = extension('2.5.29.15', 'critical', bits(Buffer.from([0b1000_0000]), 7));
const signsCertificates = extension('2.5.29.15', 'critical', bits(Buffer.from([0b0000_0110]), 1));

/** GeneralName: `[2]` is a DNS name, `[7]` an address. */
function alternativeName(host: string): Buffer {
  const address = addressBytes(host);
  return address === null ? implicit(2, Buffer.from(host)) : implicit(7, address);
}

/** `x.y` permits itself and all below it; an address comes with a mask, here of ones alone. */
function permittedSubtree(host: string): Buffer {
  const address = addressBytes(host);
  if (address === null) return sequence(implicit(2, Buffer.from(host.replace(/^\*\./, ''))));
  return sequence(implicit(7, Buffer.concat([address, Buffer.alloc(address.length, 0xff)])));
}

/** A root that may vouch for the permitted hosts alone: trusting it gives nothing else away. */
function onlyFor(permitted: readonly string[]): Buffer {
  return extension('2.5.29.30', 'critical', sequence(wrapped(0, ...permitted.map(permittedSubtree))));
}

/** Whether a root that was made here permits a host: its subtree or one above is there, byte for byte. */
export function permits(root: Buffer, host: string): boolean {
  const labels = host.split('.');
  const above =
    addressBytes(host) === null ? labels.map((_, index) => labels.slice(index).join('.')) : [host];
  return above.some((subtree) => root.includes(permittedSubtree(subtree)));
}

/** `below`: how many authorities may lie between it and a leaf. `permitted`: empty does not constrain. */
export function authorityExtensions(below: number, permitted: readonly string[]): readonly Buffer[] {
  return [
    extension('2.5.29.19', 'critical', sequence(yes, integer(below))),
    signsCertificates,
    ...(permitted.length === 0 ? [] : [onlyFor(permitted)]),
  ];
}

/** `hosts`: empty leaves the alternative names out. */
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

/** Whose key it is and whose key signed it, so that there is one path only, whatever the names are. */
export function keyExtensions(subject: KeyObject, issuer: KeyObject): readonly Buffer[] {
  return [
    extension('2.5.29.14', 'ordinary', octets(keyId(subject))),
    extension('2.5.29.35', 'ordinary', sequence(implicit(0, keyId(issuer)))),
  ];
}

/** RFC 7093 section 2, method 4: SHA-256 of the whole key, here its first 160 bits. */
function keyId(key: KeyObject): Buffer {
  return hash('sha256', key.export({ type: 'spki', format: 'der' }), 'buffer').subarray(0, 20);
}
