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

function inQuery(asked: Asked): boolean {
  if (asked.query === '') return false;
  const key = presentedKey(asked);
  return [...new URLSearchParams(asked.query)].some(
    ([name, value]) =>
      value !== '' && (isStray('query', name.trim()) || looksLikeKey('query', value) || holdsKey(value, key)),
  );
}

function inBody(asked: Asked): boolean {
  const { body, json } = asked;
  if (body === null) return false;
  const key = presentedKey(asked);
  if (key !== null && body.includes(key) && holdsKey(body.toString(), key)) return true;
  if (typeof json !== 'object' || json === null) return false;
  return Object.entries(json).some(
    ([name, value]) =>
      typeof value === 'string' && value !== '' && (isStray('body', name) || looksLikeKey('body', value)),
  );
}

/** Whether a name is that of a key in every place; `key` and `token` of another page may mean much else. */
const isKeyName = (name: string): boolean => isStray('query', name) && isStray('body', name);

function inReferer(asked: Asked): boolean {
  const { referer } = asked.headers;
  if (typeof referer !== 'string') return false;
  const key = presentedKey(asked);
  if (holdsKey(decoded(referer), key)) return true;
  const mark = referer.indexOf('?');
  if (mark === -1) return false;
  return [...new URLSearchParams(referer.slice(mark))].some(
    ([name, value]) => value !== '' && (isKeyName(name.trim()) || looksLikeKey('query', value)),
  );
}

/** A JWT in a cookie is a session, which is what cookies are for, and does not count. */
function inCookie(asked: Asked): boolean {
  const { cookie } = asked.headers;
  if (typeof cookie !== 'string') return false;
  const key = presentedKey(asked);
  if (holdsKey(decoded(cookie), key)) return true;
  return cookie.split(';').some((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const value = decoded(rest.join('=').trim());
    return value !== '' && (isKeyName(name.trim()) || looksLikeKey('header', value));
  });
}

const readElsewhere = new Set(['referer', 'cookie']);

/** Fields that are made for keys do not count, even when this platform reads its key elsewhere. */
function inOtherHeader(asked: Asked, keyHeaders: readonly string[]): boolean {
  const key = presentedKey(asked);
  const isStrayValue = (value: string) => holdsKey(value, key) || looksLikeKey('header', value);
  // Not `Object.entries`: this is asked of every request, and most have ten fields.
  for (const name in asked.headers) {
    const value = asked.headers[name];
    if (value === undefined || readElsewhere.has(name)) continue;
    if (isSecret('header', name) || keyHeaders.includes(name)) continue;
    if (typeof value === 'string' ? isStrayValue(value) : value.some(isStrayValue)) return true;
  }
  return false;
}

/**
 * Where a key came besides the header that is made for it: logs of proxies and servers keep it there, and
 * others read them. Of several places the first. `keyHeaders`: fields in which the platform asks for it.
 */
export function strayKeyOf(asked: Asked, keyHeaders: readonly string[]): StrayKeyPlace | null {
  if (inQuery(asked)) return 'query';
  if (inBody(asked)) return 'body';
  if (inReferer(asked)) return 'referer';
  if (inCookie(asked)) return 'cookie';
  return inOtherHeader(asked, keyHeaders) ? 'header' : null;
}
