import { isSecret } from '../secrets/names.ts';
import { decoded } from '../secrets/redact.ts';

/** A header field: name and value. */
export type Field = readonly [name: string, value: string];

/** Minimum length for a search in whole texts: a shorter secret would also match parts of other words. */
const shortest = 8;

/** `user:password` and the password of `Basic …` (RFC 7617), which may be returned unencoded. */
function ofBasic(scheme: string, value: string): string[] {
  if (scheme.toLowerCase() !== 'basic') return [];
  const plain = Buffer.from(value, 'base64').toString();
  return [plain, plain.slice(plain.indexOf(':') + 1)];
}

/** `Bearer KEY` → the key; a field with one word is the key itself. */
function ofCredential(value: string): string[] {
  const [first = '', ...rest] = value.trim().split(/\s+/);
  return rest.length === 0 ? [first] : [rest.join(' '), ...ofBasic(first, rest[0] ?? '')];
}

/** The values of `a=1; b=2`; of `Set-Cookie` only the first, because the other pairs are attributes. */
function ofCookie(name: string, value: string): string[] {
  const pairs = name === 'cookie' ? value.split(';') : value.split(';', 1);
  return pairs.map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
}

function ofQuery(query: string): string[] {
  return query
    .replace(/^\?/, '')
    .split('&')
    .flatMap((parameter) => {
      const [name = '', ...value] = parameter.split('=');
      const raw = value.join('=');
      return isSecret('query', decoded(name).trim()) ? [raw, decoded(raw)] : [];
    });
}

/** The secrets in header fields and query, unchanged; `ofPlatform`: its credential fields in lower case. */
export function carriedSecrets(
  fields: readonly Field[],
  query: string,
  ofPlatform: ReadonlySet<string>,
): string[] {
  const ofFields = fields.flatMap(([field, value]) => {
    const name = field.toLowerCase();
    if (name === 'cookie' || name === 'set-cookie') return ofCookie(name, value);
    return ofPlatform.has(name) || isSecret('header', name) ? ofCredential(value) : [];
  });
  return [...ofFields, ...ofQuery(query)];
}

/**
 * Base64 forms of a text that may be anywhere within a longer text: 3 bytes become 4 characters, so there are
 * three alignments. Characters at the ends that also encode neighbouring bytes are left out.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const characters = shifted.toString('base64').replace(/=+$/, '');
    const from = before === 0 ? 0 : before + 1;
    return characters.slice(from, shifted.length % 3 === 0 ? undefined : -1);
  });
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inUrl = encodeURIComponent(secret);
  const base64 = base64Forms(bytes);
  const forUrls = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const lowerCase = inUrl.replaceAll(/%../g, (byte) => byte.toLowerCase());
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [bytes.toString('latin1'), inUrl, lowerCase, inJson, bytes.toString('hex'), ...base64, ...forUrls];
}

/** All encodings of the secrets that are searched for, longest first; bodies are searched as latin1. */
export function secretForms(secrets: readonly string[]): string[] {
  const long = secrets.filter((secret) => secret.length >= shortest && !/^\*+$/.test(secret));
  const forms = new Set(long.flatMap(formsOf).filter((form) => form.length >= shortest));
  return [...forms].sort((one, other) => other.length - one.length);
}
