import { BoundedMap } from '../lib/bounded-map.ts';

/** Where a secret may have a name: header, query, member of a JSON body, YAML key, field of a log. */
export const places = ['header', 'query', 'body', 'yaml', 'log'] as const;
export type Place = (typeof places)[number];

/** `open`: no secret. `hidden`: never shown. `stray`: never shown, and a key that does not belong there. */
export type Treatment = 'open' | 'hidden' | 'stray';

/** What of a long secret may be shown: five characters and the last four, or nothing. */
export type Shown = 'ends' | 'nothing';

export interface SecretName {
  readonly name: string;
  readonly shown: Shown;
  readonly at: Readonly<Record<Place, Treatment>>;
}

type Columns = readonly [
  header: Treatment,
  query: Treatment,
  body: Treatment,
  yaml: Treatment,
  log: Treatment,
];

function row(name: string, shown: Shown, [header, query, body, yaml, log]: Columns): SecretName {
  return { name, shown, at: { header, query, body, yaml, log } };
}

/**
 * The names of secrets. Case, `-`, `_` and a leading `x-` do not count: the row `api-key` is `apiKey`,
 * `api_key`, `apikey` and `x-api-key` too. In a body `key` and `token` mean too much else (the tokens of a
 * text have probabilities), and `code` is a secret in a URL alone (RFC 6749 section 4.1.2): errors have one.
 */
export const secretNames: readonly SecretName[] = [
  // name, what is shown of it, in a: header, query, body, YAML file, log
  row('authorization', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('proxy-authorization', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('x-forwarded-authorization', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('api-key', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('x-goog-api-key', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('x-auth-token', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('subscription-key', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('ocp-apim-subscription-key', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('access-token', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('refresh-token', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('id-token', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('client-secret', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('jwt', 'ends', ['hidden', 'stray', 'stray', 'hidden', 'hidden']),
  row('password', 'nothing', ['hidden', 'stray', 'hidden', 'hidden', 'hidden']),
  row('secret', 'nothing', ['hidden', 'stray', 'hidden', 'hidden', 'hidden']),
  row('key', 'ends', ['hidden', 'stray', 'open', 'hidden', 'hidden']),
  row('token', 'ends', ['hidden', 'stray', 'open', 'hidden', 'hidden']),
  row('auth', 'ends', ['hidden', 'stray', 'open', 'hidden', 'hidden']),
  row('sig', 'ends', ['open', 'stray', 'open', 'open', 'hidden']),
  row('signature', 'ends', ['open', 'stray', 'open', 'open', 'hidden']),
  // A signed URL is made to carry these in its query.
  row('x-amz-signature', 'ends', ['hidden', 'hidden', 'hidden', 'hidden', 'hidden']),
  row('x-amz-credential', 'ends', ['hidden', 'hidden', 'hidden', 'hidden', 'hidden']),
  row('x-amz-security-token', 'ends', ['hidden', 'hidden', 'hidden', 'hidden', 'hidden']),
  // Of a cookie even the ends may be telling.
  row('cookie', 'nothing', ['hidden', 'hidden', 'hidden', 'hidden', 'hidden']),
  row('set-cookie', 'nothing', ['hidden', 'hidden', 'hidden', 'hidden', 'hidden']),
  row('code', 'nothing', ['open', 'hidden', 'open', 'open', 'open']),
  // Lists of keys in a scenario.
  row('keys', 'ends', ['open', 'open', 'open', 'hidden', 'hidden']),
  row('rotated-to', 'ends', ['open', 'open', 'open', 'hidden', 'hidden']),
  row('revoked-keys', 'ends', ['open', 'open', 'open', 'hidden', 'hidden']),
  row('other-workspace-keys', 'ends', ['open', 'open', 'open', 'hidden', 'hidden']),
];

function canonical(name: string): string {
  return name
    .toLowerCase()
    .replace(/^x[-_]/, '')
    .replaceAll(/[-_]/g, '');
}

const byName = new Map(secretNames.map((secret) => [canonical(secret.name), secret]));

/** Spellings remembered, and the longest of them. */
const maxRemembered = 1_024;
const maxRememberedLength = 64;

const bySpelling = new BoundedMap<string, SecretName | 'no secret'>(maxRemembered);

/** Requests repeat their names; looking one up is faster than making it canonical. */
function rowOf(name: string): SecretName | 'no secret' {
  const known = bySpelling.get(name);
  if (known !== undefined) return known;
  const found = byName.get(canonical(name)) ?? 'no secret';
  if (name.length <= maxRememberedLength) bySpelling.set(name, found);
  return found;
}

/** The row of a name that is secret in this place; `null`: it is not. */
export function secretAt(place: Place, name: string): SecretName | null {
  const found = rowOf(name);
  return found === 'no secret' || found.at[place] === 'open' ? null : found;
}

export function isSecret(place: Place, name: string): boolean {
  return secretAt(place, name) !== null;
}

/** Whether a YAML key is a secret's name, or a JSON Pointer that leads to one (`/metadata/api_key`). */
export function isSecretKey(key: string): boolean {
  const names = key.startsWith('/') ? key.split('/') : [key];
  return names.some((name) => isSecret('yaml', name));
}

/** Whether a key under this name does not belong in this place. */
export function isStray(place: Place, name: string): boolean {
  return secretAt(place, name)?.at[place] === 'stray';
}

/** Source of a pattern that matches every spelling of the names that are secret in this place. */
export function namePattern(place: Place, among: (name: string) => boolean = () => true): string {
  const names = secretNames.flatMap(({ name, at }) => (at[place] !== 'open' && among(name) ? [name] : []));
  // Longest first: an alternative that is the beginning of another one would end the match early.
  const longestFirst = names.sort((one, other) => other.length - one.length);
  const spellings = longestFirst.map((name) => name.replace(/^x-/, '').replaceAll('-', '[-_]?'));
  return `(?:x[-_])?(?:${spellings.join('|')})`;
}
