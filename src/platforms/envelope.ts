import type { Luck } from '../lib/luck.ts';
import { scramble } from '../lib/scramble.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Json } from '../model/json.ts';
import type { CatalogueEntry, PlatformInUse, Route } from '../model/platform.ts';
import type { Refusal } from '../model/refusal.ts';
import type { RawHeaders } from '../model/step.ts';
import { maskKey } from '../secrets/mask.ts';

/** Values of the request for the text of an error: `{model}` and others; all optional. */
export interface ErrorSubject {
  readonly model?: string | null;
  /** Invalid or missing field; used as `param` instead of that of the entry. */
  readonly param?: string | null;
  readonly path?: string;
  readonly method?: string;
  /** Methods of the route, for `Allow`. */
  readonly methods?: readonly string[];
  /** Masked, never the key itself. */
  readonly key?: string;
}

/** The methods of a route; HEAD is added to GET. */
function methodsOf({ methods }: Route): string[] {
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

export function subjectOf({ model, path, method, key, route }: RequestFacts): ErrorSubject {
  return {
    ...{ model, path, method },
    ...(key === null ? {} : { key: maskKey(key) }),
    ...(route === null ? {} : { methods: methodsOf(route) }),
  };
}

/** Changes of a scenario to an entry. */
export interface ErrorChanges {
  /** Replaces the human-readable message. */
  message?(text: string): string;
  /** Replaces the entry's own `Retry-After`: raw header fields, possibly none. */
  readonly retryAfter?: readonly string[];
  /** Further raw header fields. */
  readonly headers?: readonly string[];
}

/** The message that a scenario sets; `scrambled` shuffles the letters of the entry's own message. */
export function reword(message: string | undefined, luck: Luck): (text: string) => string {
  return (text) => (message === 'scrambled' ? scramble(text, luck) : (message ?? text));
}

/** Values for `$type`, `$code` and the like. */
export type Names = Readonly<Record<string, Json>>;

export function fill(template: Json, names: Names): Json {
  if (typeof template === 'string')
    return template.startsWith('$') ? (names[template.slice(1)] ?? null) : template;
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template)) return template.map((item: Json) => fill(item, names));
  return Object.fromEntries(Object.entries(template).map(([field, value]) => [field, fill(value, names)]));
}

const placeholder = /\{(model|param|path|method|key)\}/g;
/** `[…]` with at least one placeholder: a part that is left out where one of its values is absent. */
const optionalPart = /\[([^[\]]*\{(?:model|param|path|method|key)\}[^[\]]*)\]/g;

/**
 * `no such model[: {model}]` → `no such model: x`, or `no such model` where the request names none. Outside
 * of brackets an absent model becomes `no model`.
 */
function fillText(text: string, subject: ErrorSubject): string {
  const given = (name: string) => subject[name as Exclude<keyof ErrorSubject, 'methods'>] || null;
  const isWhole = (part: string) => [...part.matchAll(placeholder)].every(([, name = '']) => given(name));
  return text
    .replaceAll(optionalPart, (_, part: string) => (isWhole(part) ? part : ''))
    .replaceAll(placeholder, (_, name: string) => given(name) ?? `no ${name}`);
}

export function fillHeaders(
  fields: Readonly<Record<string, string>>,
  names: Names,
  settings: PlatformInUse['settings'],
): string[] {
  const raw: string[] = [];
  for (const [name, template] of Object.entries(fields)) {
    const value = template.startsWith('$setting:')
      ? (settings[template.slice('$setting:'.length)] ?? 'absent')
      : template.startsWith('$')
        ? String(names[template.slice(1)] ?? 'absent')
        : template;
    if (value !== 'absent') raw.push(name, value);
  }
  return raw;
}

function namesOf(entry: CatalogueEntry, subject: ErrorSubject, changes: ErrorChanges): Names {
  const param = subject.param ?? entry.param;
  const message = fillText(entry.message, { ...subject, param });
  return {
    status: entry.status,
    type: entry.type,
    code: entry.code,
    message: changes.message?.(message) ?? message,
    param,
    category: entry.category,
    details: entry.details,
  };
}

/** Milliseconds → whole seconds, rounded up, so that the header never causes an early retry. */
export function retryAfterSeconds(ms: number): string {
  return String(Math.ceil(ms / 1_000));
}

/** The body of an error, in the envelope of the surface. */
export function errorBody(
  inUse: PlatformInUse,
  surface: string,
  entry: CatalogueEntry,
  subject: ErrorSubject,
  changes: ErrorChanges = {},
): Json {
  const { envelope } = inUse.platform.surfaces.find(({ name }) => name === surface) ?? { envelope: null };
  return fill(envelope, namesOf(entry, subject, changes));
}

/** The body of an error as text: its raw body if it has one, otherwise its envelope as JSON. */
export function errorText(
  inUse: PlatformInUse,
  surface: string,
  entry: CatalogueEntry,
  subject: ErrorSubject,
  changes: ErrorChanges = {},
): string {
  return entry.raw?.body ?? JSON.stringify(errorBody(inUse, surface, entry, subject, changes));
}

/** An error answer of the platform as an HTTP message. */
export interface ErrorMessage {
  readonly status: number;
  /** `Content-Type` and `Content-Length` first. */
  readonly headers: RawHeaders;
  readonly body: string;
  /** Name of the catalogue entry. */
  readonly error: string;
  /** Whether the scenario replaced the human-readable message. */
  readonly reworded: boolean;
}

/** The complete answer for a catalogue entry in the format of a surface. */
export function errorMessage(
  inUse: PlatformInUse,
  surface: string,
  entry: CatalogueEntry,
  subject: ErrorSubject,
  changes: ErrorChanges = {},
): ErrorMessage {
  const names = namesOf(entry, subject, changes);
  const { retryAfterMs: waitMs } = entry;
  const retryAfter =
    changes.retryAfter ?? (waitMs === null ? [] : ['Retry-After', retryAfterSeconds(waitMs)]);
  // RFC 9110 section 15.5.6: a 405 must list the allowed methods.
  const allow = entry.status === 405 && subject.methods ? ['Allow', subject.methods.join(', ')] : [];
  const body = errorText(inUse, surface, entry, subject, changes);
  return {
    status: entry.status,
    headers: [
      ...['Content-Type', entry.raw?.contentType ?? 'application/json'],
      ...['Content-Length', String(Buffer.byteLength(body))],
      ...fillHeaders(inUse.platform.headers.error, names, inUse.settings),
      ...fillHeaders(entry.headers, names, inUse.settings),
      ...retryAfter,
      ...(changes.headers ?? []),
      ...allow,
    ],
    body,
    error: entry.name,
    reworded: changes.message !== undefined && body !== errorText(inUse, surface, entry, subject),
  };
}

/** Header fields that the platform sends with every success. */
export function successHeaders(inUse: PlatformInUse): string[] {
  return fillHeaders(inUse.platform.headers.success, {}, inUse.settings);
}

/** The entry that the platform uses for a refusal under its current settings. */
export function refusalEntry(inUse: PlatformInUse, refusal: Refusal): CatalogueEntry {
  const { refusals } = inUse.platform;
  const named = refusals[refusal] ?? refusals['unknown-key'];
  const name = typeof named === 'string' ? named : named.entries[inUse.settings[named.setting] ?? ''];
  const entry = inUse.platform.errors.find((candidate) => candidate.name === name);
  if (entry === undefined)
    throw new Error(`Failed to refuse: platform ${inUse.platform.name} has no entry for "${refusal}"`);
  return entry;
}
