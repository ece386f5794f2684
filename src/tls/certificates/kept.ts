import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import { UsageError } from '../../lib/errors.ts';
import { type Authority, type AuthorityName, commonNameOf, makeAuthority, permittedBy } from './authority.ts';
import { privateKeyPem } from './certificate.ts';
import { permits } from './extensions.ts';
import { makeFolderFor, readText, writeText, writeTextOnce } from './files.ts';
import { givenAmong, labNames } from './hosts.ts';
import { stamp, stampNow } from './validity.ts';

/** Roots that are stored on disk, with the file of each: its key and its certificate. */
const files = { root: 'root.pem', 'corporate-root': 'corporate.pem' } as const satisfies Partial<
  Record<AuthorityName, string>
>;

type KeptName = keyof typeof files;

const keptNames: readonly KeptName[] = ['root', 'corporate-root'];

export interface Keep {
  readonly directory: string;
  /** All of the lab's names. */
  readonly names: readonly string[];
  readonly clock: Clock;
}

/** The roots stored in a directory: read and checked, or made and written if they are missing. */
export function keptRoots(keep: Keep): readonly (readonly [KeptName, Authority])[] {
  makePrivate(keep.directory);
  return keptNames.map((name) => [name, keptRoot(name, keep)] as const);
}

/** Replaces the stored roots by new ones. Clients that trust the old roots need the new ones. */
export function renewRoots(directory: string, given: readonly string[], clock: Clock): void {
  const names = labNames(given);
  makePrivate(directory);
  for (const name of keptNames)
    writeText(pathOf(directory, name), written(makeAuthority(name, { names, clock }, null)), 'secret');
}

function makePrivate(directory: string): void {
  makeFolderFor('public', directory);
  makeFolderFor('secret', join(directory, 'private'));
}

const pathOf = (directory: string, name: KeptName) => join(directory, 'private', files[name]);

const written = ({ privateKey, certificate }: Authority) => privateKeyPem(privateKey) + certificate;

/**
 * Reads a stored root, or makes it. A new one is read again, because another process may have written first.
 */
function keptRoot(name: KeptName, keep: Keep): Authority {
  const path = pathOf(keep.directory, name);
  const text = readText(path);
  if (text !== null) return checked(text, name, keep);
  const made = written(makeAuthority(name, keep, null));
  writeTextOnce(path, made, 'secret');
  return checked(readText(path) ?? made, name, keep);
}

function checked(text: string, name: KeptName, keep: Keep): Authority {
  const pair = parsed(text);
  if (pair === null) throw refusal('it holds no key and certificate that belong together', name, keep);
  const complaint = complaintOf(pair.certificate, name, keep);
  if (complaint !== null) throw refusal(complaint, name, keep);
  const { privateKey, certificate } = pair;
  const publicKey = createPublicKey(privateKey);
  return { commonName: commonNameOf(name), privateKey, publicKey, certificate: certificate.toString() };
}

/** Key and certificate of a text; `null`: damaged. */
function parsed(text: string) {
  try {
    const privateKey = createPrivateKey(text);
    const certificate = new X509Certificate(text);
    return certificate.checkPrivateKey(privateKey) ? { privateKey, certificate } : null;
  } catch {
    return null;
  }
}

/** Why a stored root cannot be used; `null`: it can. */
function complaintOf(certificate: X509Certificate, name: KeptName, { names, clock }: Keep): string | null {
  const { subject, validTo, raw } = certificate;
  if (subject !== `CN=${commonNameOf(name)}`)
    return `it was not made for this by badgateway (its subject is "${subject}")`;
  if (stamp(validTo) <= stampNow(clock)) return `it expired on ${validTo}`;
  const missing = permittedBy(names).find((host) => !permits(raw, host));
  return missing === undefined ? null : `its constraints do not permit "${missing}"`;
}

function refusal(complaint: string, name: KeptName, { directory, names }: Keep): UsageError {
  const given = givenAmong(names);
  const option = given.length === 0 ? '' : ` --tls-name '${given.join(',')}'`;
  return new UsageError(
    `Failed to use the kept root "${pathOf(directory, name)}": ${complaint}; make new roots with ` +
      `\`badgateway ca --ca-dir '${directory}'${option} --renew\` and give clients the new ca.pem`,
  );
}
