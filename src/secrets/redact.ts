import { BoundedMap } from '../lib/bounded-map.ts';
import type { Platform } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { maskKey } from './mask.ts';
import { secretParameters } from './names.ts';

/** Removes secrets. Idempotent: what was masked once stays as it is. */
export interface Redactor {
  headers(raw: RawHeaders): string[];
  url(url: string): string;
  /** `sk-oa**********1f9c`; a short key is hidden altogether. */
  key(key: string): string;
  /** Hides what looks like a key anywhere in free text. */
  text(text: string): string;
}

/** Stands for a secret of any length. */
export const hidden = '**********';

/** What is shown in the place of a secret. */
export type Mask = (secret: string) => string;

/** Carry credentials whatever the platform; a platform adds its own. */
export const credentialHeaders: readonly string[] = [
  'authorization',
  'proxy-authorization',
  'x-authorization',
  'x-forwarded-authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'x-auth-token',
  'x-amz-security-token',
];
/** Hidden altogether: of a cookie even the ends may be telling. */
const opaqueHeaders = ['cookie', 'set-cookie'];
const urlHeaders = ['location', 'content-location', 'referer'];

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function anyOf(words: ReadonlySet<string>): string {
  return [...words]
    .filter((word) => word !== '')
    .map(escaped)
    .join('|');
}

export function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Text = (text: string) => string;

/** Texts remembered by each treatment, and the longest of them. */
const maxRemembered = 256;
const maxRememberedLength = 256;

/**
 * Traffic repeats its models, clients and paths: looking one up is faster than searching it for secrets, and
 * the entries of the journal then share one text.
 */
function remembered(treat: Text): Text {
  const known = new BoundedMap<string, string>(maxRemembered);
  return (text) => (text.length > maxRememberedLength ? treat(text) : known.ensure(text, () => treat(text)));
}

/** `Bearer …`, and a known beginning of a key at the start of a word or after an escape (`%3D`, `\n`). */
function textRedactor(schemes: ReadonlySet<string>, prefixes: ReadonlySet<string>, mask: Mask): Text {
  const scheme = `\\b(${anyOf(schemes)})((?:\\s|\\+|%20)+)([\\w.~+/=%*-]+)`;
  const start = '(?:(?<=%[0-9a-f]{2}|\\\\[a-z]|\\\\u[0-9a-f]{4})|(?<![a-z0-9]))';
  const key = `${start}(?:${anyOf(prefixes)})[\\w.~%*-]{8,}`;
  const secret = new RegExp(`${scheme}|${key}`, 'gi');
  // Many times faster than `secret`; nearly every text stops here.
  const suspicion = new RegExp(anyOf(new Set([...schemes, ...prefixes])), 'i');
  const replace = (found: string, name?: string, gap?: string, token?: string) =>
    token === undefined ? mask(found) : `${name}${gap}${mask(token)}`;
  return (text) => (suspicion.test(text) ? text.replace(secret, replace) : text);
}

function urlRedactor(text: Text, mask: Mask): Text {
  const piece = (raw: string) => {
    const plain = decoded(raw);
    const safe = text(plain);
    return safe === plain ? raw : encodeURI(safe);
  };
  const parameter = (raw: string) => {
    const equals = raw.indexOf('=');
    if (equals === -1) return piece(raw);
    const name = raw.slice(0, equals);
    const value = raw.slice(equals + 1);
    if (!secretParameters.has(decoded(name).trim().toLowerCase())) return `${piece(name)}=${piece(value)}`;
    return `${name}=${mask(value)}`;
  };
  return (url) => {
    const query = url.indexOf('?');
    const path = piece(query === -1 ? url : url.slice(0, query));
    const safePath = path.includes('@') ? path.replace(/\/\/[^/@]*@/, `//${hidden}@`) : path;
    if (query === -1) return safePath;
    return `${safePath}?${url
      .slice(query + 1)
      .split('&')
      .map(parameter)
      .join('&')}`;
  };
}

/** `Bearer KEY` keeps the scheme; anything with spaces in it (`Basic …`, `Digest …`) keeps its first word. */
function credentialMask(mask: Mask): Text {
  return (value) => {
    const [first = '', second, ...more] = value.trim().split(/\s+/);
    if (second === undefined) return mask(first);
    const bearer = first.toLowerCase() === 'bearer' && more.length === 0;
    return `${first} ${bearer ? mask(second) : hidden}`;
  };
}

export function createRedactor(platforms: readonly Platform[], mask: Mask = maskKey): Redactor {
  const credentials = platforms.map(({ credential }) => credential);
  const search = textRedactor(
    new Set(['Bearer', ...credentials.map(({ scheme }) => scheme)]),
    new Set(['sk-', ...credentials.map(({ prefix }) => prefix)]),
    mask,
  );
  const text = remembered(search);
  const url = remembered(urlRedactor(search, mask));
  const platformHeaders = credentials.flatMap(({ headers }) => headers.map((name) => name.toLowerCase()));
  const treatments = new Map<string, Text>([
    ...urlHeaders.map((name) => [name, url] as const),
    ...[...credentialHeaders, ...platformHeaders].map((name) => [name, credentialMask(mask)] as const),
    ...opaqueHeaders.map((name) => [name, () => hidden] as const),
  ]);
  let last: { readonly raw: RawHeaders; readonly safe: string[] } = { raw: [], safe: [] };
  return {
    text,
    url,
    key: mask,
    headers(raw) {
      // An answer that the stub remembered brings the same fields again.
      if (raw === last.raw) return last.safe;
      const safe: string[] = [];
      for (let index = 0; index + 1 < raw.length; index += 2) {
        const name = raw[index] ?? '';
        const value = raw[index + 1] ?? '';
        safe.push(name, (treatments.get(name.toLowerCase()) ?? text)(value));
      }
      last = { raw, safe };
      return safe;
    },
  };
}
