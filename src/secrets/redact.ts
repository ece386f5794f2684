import { BoundedMap } from '../lib/bounded-map.ts';
import type { Platform } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { maskKey } from './mask.ts';
import { hideNamedValues } from './named-values.ts';
import { secretAt } from './names.ts';
import { anyPlatform, type KeyForm, type SecretShape, secretShapes } from './shapes.ts';

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

export interface Masks {
  /** Of a secret whose ends may be shown. */
  readonly key: Mask;
  /** Of a secret of which nothing may be shown. */
  readonly whole: Mask;
  /** Of what follows `Bearer` in a text. */
  readonly bearer: Mask;
}

const shownMasks: Masks = { key: maskKey, whole: () => hidden, bearer: maskKey };

const stars: Mask = (secret) => '*'.repeat(secret.length);
/** Places and lengths stay as they are. */
export const sameLength: Masks = { key: stars, whole: stars, bearer: stars };

/** Hold a URL. */
const urlHeaders = new Set(['location', 'content-location', 'referer']);

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

interface Finder {
  readonly shape: SecretShape;
  readonly mask: Mask;
}

/** Masks the secrets of several shapes in one pass, so that no mask is masked again. */
function shapeRedactor(finders: readonly Finder[], form: KeyForm): Text {
  const all = new RegExp(finders.map(({ shape }) => shape.pattern(form)).join('|'), 'gi');
  const replace = (found: string, ...groups: (string | undefined)[]) => {
    const at = groups.slice(0, finders.length).findIndex((group) => group !== undefined);
    const { shape, mask } = finders[at] ?? {};
    const secret = groups[at] ?? '';
    if (mask === undefined || shape?.holds?.(secret) === false) return found;
    return found.slice(0, found.length - secret.length) + mask(secret);
  };
  return (text) => text.replaceAll(all, replace);
}

/** Masks secrets in a text: values under secret names, and values with the shape of a secret. */
function textRedactor(form: KeyForm, masks: Masks): Text {
  const finders = secretShapes.map((shape): Finder => {
    if (shape.name === 'bearer value') return { shape, mask: masks.bearer };
    return { shape, mask: shape.shown === 'ends' ? masks.key : masks.whole };
  });
  // First the shapes that are verified: where that fails, the text may still hold another secret.
  const verified = shapeRedactor(
    finders.filter(({ shape }) => shape.holds !== undefined),
    form,
  );
  const unverified = shapeRedactor(
    finders.filter(({ shape }) => shape.holds === undefined),
    form,
  );
  // A quick test that nearly every text fails.
  const sign = new RegExp(secretShapes.map((shape) => shape.sign(form)).join('|'), 'i');
  return (text) => {
    const named = hideNamedValues(text, masks.whole);
    return sign.test(named) ? unverified(verified(named)) : named;
  };
}

function urlRedactor(text: Text, { key, whole }: Masks): Text {
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
    const secret = secretAt('query', decoded(name).trim());
    if (secret === null) return `${piece(name)}=${piece(value)}`;
    return `${name}=${secret.shown === 'ends' ? key(value) : whole(value)}`;
  };
  return (url) => {
    const query = url.indexOf('?');
    const path = piece(query === -1 ? url : url.slice(0, query));
    if (query === -1) return path;
    return `${path}?${url
      .slice(query + 1)
      .split('&')
      .map(parameter)
      .join('&')}`;
  };
}

/** `Bearer KEY` keeps the scheme; anything with spaces in it (`Basic …`, `Digest …`) keeps its first word. */
function credentialMask({ key, whole }: Masks): Text {
  return (value) => {
    const [first = '', second, ...more] = value.trim().split(/\s+/);
    if (second === undefined) return key(first);
    const bearer = first.toLowerCase() === 'bearer' && more.length === 0;
    return `${first} ${bearer ? key(second) : whole(value.trim().slice(first.length + 1))}`;
  };
}

export function createRedactor(platforms: readonly Platform[], masks: Masks = shownMasks): Redactor {
  const credentials = platforms.map(({ credential }) => credential);
  const search = textRedactor(
    {
      schemes: new Set([...anyPlatform.schemes, ...credentials.map(({ scheme }) => scheme)]),
      prefixes: new Set([...anyPlatform.prefixes, ...credentials.map(({ prefix }) => prefix)]),
    },
    masks,
  );
  const text = remembered(search);
  const url = remembered(urlRedactor(search, masks));
  const credential = credentialMask(masks);
  const platformHeaders = new Set(
    credentials.flatMap(({ headers }) => headers.map((name) => name.toLowerCase())),
  );
  const treatments = new BoundedMap<string, Text>(maxRemembered);
  const treatmentOf = (name: string): Text => {
    const lower = name.toLowerCase();
    const secret = secretAt('header', lower);
    if (secret?.shown === 'nothing') return masks.whole;
    if (secret !== null || platformHeaders.has(lower)) return credential;
    return urlHeaders.has(lower) ? url : text;
  };
  let last: { readonly raw: RawHeaders; readonly safe: string[] } = { raw: [], safe: [] };
  return {
    text,
    url,
    key: masks.key,
    headers(raw) {
      // An answer that the stub remembered brings the same fields again.
      if (raw === last.raw) return last.safe;
      const safe: string[] = [];
      for (let index = 0; index + 1 < raw.length; index += 2) {
        const name = raw[index] ?? '';
        const treat = treatments.ensure(name, () => treatmentOf(name));
        safe.push(name, treat(raw[index + 1] ?? ''));
      }
      last = { raw, safe };
      return safe;
    },
  };
}

/** Masks secrets in texts that belong to no platform: mistakes in files and flags, errors. */
export const { text: hideSecrets } = createRedactor([]);

/** The same with masks as long as the secrets, for lines in which a column is marked. */
export const { text: hideInPlace } = createRedactor([], sameLength);
