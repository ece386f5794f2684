import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Authority, AuthorityName } from './authority.ts';
import {
  type Credentials,
  certificatePem,
  ellipticKeys,
  type KeyPair,
  makeCertificate,
  privateKeyPem,
} from './certificate.ts';
import { leafExtensions } from './extensions.ts';
import { addressBytes } from './hosts.ts';
import { type LeafName, type Naming, type Recipe, recipeFor } from './recipes.ts';
import { validity } from './validity.ts';

interface Names {
  readonly commonName: string;
  /** Alternative names. */
  readonly hosts: readonly string[];
}

const serverName = 'badgateway server';

const namings: Readonly<Record<Naming, (hosts: readonly string[]) => Names>> = {
  hosts: (hosts) => ({ commonName: serverName, hosts }),
  // This name is within the root's constraints, so that only the host is wrong.
  'another-host': () => ({ commonName: serverName, hosts: ['wrong-host.invalid'] }),
  // Not an address: as a common name, verifiers would treat it as a host that the constraints do not permit.
  'common-name': (hosts) => ({
    commonName: hosts.find((host) => addressBytes(host) === null) ?? 'localhost',
    hosts: [],
  }),
  client: () => ({ commonName: 'badgateway client', hosts: [] }),
};

const keyMakers: Readonly<Record<Recipe['keys'], () => KeyPair>> = {
  elliptic: ellipticKeys,
  'rsa-1024': () => generateKeyPairSync('rsa', { modulusLength: 1_024 }),
};

/** Flips a bit in the last byte, which belongs to the second number of the signature; the DER stays valid. */
function flipped(certificate: Buffer): Buffer {
  const other = Buffer.from(certificate);
  other.writeUInt8(other.readUInt8(other.length - 1) ^ 1, other.length - 1);
  return other;
}

export function makeChain(
  name: LeafName,
  asked: readonly string[],
  { clock, find }: { readonly clock: Clock; find(issuer: AuthorityName): Authority },
): Credentials {
  const recipe = recipeFor(name);
  const { commonName, hosts } = namings[recipe.named](asked);
  const keys = keyMakers[recipe.keys]();
  const issuer = recipe.issuer === 'itself' ? { ...keys, commonName, certificate: '' } : find(recipe.issuer);
  const right = makeCertificate({
    ...{ commonName, issuer, publicKey: keys.publicKey, digest: recipe.digest },
    validity: validity(clock, recipe.span),
    extensions: leafExtensions(recipe.purpose, hosts),
  });
  const leaf = certificatePem(recipe.signature === 'flipped' ? flipped(right) : right);
  const above = recipe.sent === 'leaf' ? '' : issuer.certificate;
  return { key: privateKeyPem(keys.privateKey), chain: leaf + above };
}
