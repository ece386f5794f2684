import type { RequestFacts, StrayKeyPlace } from '../model/facts.ts';
import { isSecret, isStray } from './names.ts';
import { decoded } from './redact.ts';
import { anyPlatform, secretShapes } from './shapes.ts';

/** A shorter one may be in a text by chance. */
const shortestKey = 12;

/** Forms of a key that does not belong in a query, a header or a body. */
function shapesAt(place: 'query' | 'header' | 'body') {
  const stray = secretShapes.filter(({ at }) => at[place] === 'stray');
  const patterns = stray.map((shape) => `(?:${shape.pattern(anyPlatform)})`);
  return {
    /** Nearly every value fails this one test. */
    any: new RegExp(`^(?:${patterns.join('|')})$`, 'i'),
    each: stray.map(({ holds = () => true }, index) => ({
      whole: new RegExp(`^${patterns[index]}$`, 'i'),
      holds,
    })),
  };
}

const shapes = { query: shapesAt('query'), header: shapesAt('header'), body: shapesAt('body') };

/** Whether a whole value has the form of a key; words may begin like one (`sk-what-is-new`). */
function looksLikeKey(place: keyof typeof shapes, value: string): boolean {
  const { any, each } = shapes[place];
  // The digit first: it is the cheaper test, and most values have none.
  if (value.length < shortestKey || !/\d/.test(value) || !any.test(value)) return false;
  return each.some(({ whole, holds }) => whole.test(value) && holds(value));
}

type Asked = Pick<RequestFacts, 'query' | 'body' | 'json' | 'key' | 'headers'>;

/** A shorter key that is no word either: it has a prefix of keys, as in `sk-any` and `dtk_any`. */
const prefixed = /^(?:sk-|[a-z]{3,4}_)[\w-]{3,}$/i;

/** The key as it was presented, where it cannot be in a text by chance. */
function presentedKey({ key }: Asked): string | null {
  return key !== null && (key.length >= shortestKey || prefixed.test(key)) ? key : null;
}

const isWordPart = (character: string | undefined) => character !== undefined && /[\w-]/.test(character);

/** Whether a text holds the presented key; a short one has to be a word of its own. */
function holdsKey(text: string, key: string | null): boolean {
  if (key === null) return false;
  let at = text.indexOf(key);
  if (key.length >= shortestKey) return at !== -1;
  for (; at !== -1; at = text.indexOf(key, at + 1))
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + key.length])) return true;
  return false;
}

function inQuery({ query }: Asked, key: string | null): boolean {
  if (query === '') return false;
  return [...new URLSearchParams(query)].some(
    ([name, value]) =>
      value !== '' && (isStray('query', name.trim()) || looksLikeKey('query', value) || holdsKey(value, key)),
  );
}

function inBody({ body, json }: Asked, key: string | null): boolean {
  if (body === null) return false;
  if (key !== null && body.includes(key) && holdsKey(body.toString(), key)) return true;
  if (typeof json !== 'object' || json === null) return false;
  // Not `Object.entries`: this is asked of every request.
  for (const name in json) {
    const value: unknown = json[name as keyof typeof json];
    if (typeof value !== 'string' || value === '') continue;
    if (isStray('body', name) || looksLikeKey('body', value)) return true;
  }
  return false;
}

/** Whether a name is that of a key in every place; `key` and `token` of another page may mean much else. */
const isKeyName = (name: string): boolean => isStray('query', name) && isStray('body', name);

function inReferer({ headers: { referer } }: Asked, key: string | null): boolean {
  if (typeof referer !== 'string') return false;
  if (holdsKey(decoded(referer), key)) return true;
  const mark = referer.indexOf('?');
  if (mark === -1) return false;
  return [...new URLSearchParams(referer.slice(mark))].some(
    ([name, value]) => value !== '' && (isKeyName(name.trim()) || looksLikeKey('query', value)),
  );
}

/** A JWT in a cookie is a session, which is what cookies are for, and does not count. */
function inCookie({ headers: { cookie } }: Asked, key: string | null): boolean {
  if (typeof cookie !== 'string') return false;
  if (holdsKey(decoded(cookie), key)) return true;
  return cookie.split(';').some((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const value = decoded(rest.join('=').trim());
    return value !== '' && (isKeyName(name.trim()) || looksLikeKey('header', value));
  });
}

const readElsewhere = new Set(['referer', 'cookie']);

/** Fields that are made for keys do not count, even when this platform reads its key elsewhere. */
function inOtherHeader({ headers }: Asked, key: string | null, keyHeaders: readonly string[]): boolean {
  const isStrayValue = (value: string) => holdsKey(value, key) || looksLikeKey('header', value);
  // The value first: nearly none looks like a key, and a name has to be looked up.
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || readElsewhere.has(name)) continue;
    if (typeof value === 'string' ? !isStrayValue(value) : !value.some(isStrayValue)) continue;
    if (!isSecret('header', name) && !keyHeaders.includes(name)) return true;
  }
  return false;
}

/**
 * Where a key came besides the header that is made for it: logs of proxies and servers keep it there, and
 * others read them. Of several places the first. `keyHeaders`: fields in which the platform asks for it.
 */
export function strayKeyOf(asked: Asked, keyHeaders: readonly string[]): StrayKeyPlace | null {
  const key = presentedKey(asked);
  if (inQuery(asked, key)) return 'query';
  if (inBody(asked, key)) return 'body';
  if (inReferer(asked, key)) return 'referer';
  if (inCookie(asked, key)) return 'cookie';
  return inOtherHeader(asked, key, keyHeaders) ? 'header' : null;
}
