import type { Luck } from '../lib/luck.ts';
import { scramble } from '../lib/scramble.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Json } from '../model/json.ts';
import type { CatalogueEntry, PlatformInUse, Refusal, Route } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { maskKey } from '../secrets/mask.ts';

/** What the request gives to an error's text: `{model}` and the like; all optional. */
export interface ErrorSubject {
  readonly model?: string | null;
  /** Field at fault; goes to `param` where the entry leaves it open. */
  readonly param?: string | null;
  readonly path?: string;
  readonly method?: string;
  /** Methods that the route has. */
  readonly methods?: readonly string[];
  /** Masked, never the key itself. */
  readonly key?: string;
}

/** HEAD is served wherever GET is. */
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

/** What a scenario changes about an entry. */
export interface ErrorChanges {
  /** Makes another text of the human one. */
  message?(text: string): string;
  /** Replaces the entry's own `Retry-After`: raw header fields, possibly none. */
  readonly retryAfter?: readonly string[];
}

/** The message that a scenario asks for; `scrambled` is the entry's own in other letters. */
export function reword(message: string | undefined, luck: Luck): (text: string) => string {
  return (text) => (message === 'scrambled' ? scramble(text, luck) : (message ?? text));
}

type Names = Readonly<Record<string, Json>>;

function fill(template: Json, names: Names): Json {
  if (typeof template === 'string')
    return template.startsWith('$') ? (names[template.slice(1)] ?? null) : template;
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template)) return template.map((item: Json) => fill(item, names));
  return Object.fromEntries(Object.entries(template).map(([field, value]) => [field, fill(value, names)]));
}

/** `{model}` → the model asked for; a name that the request lacks stays readable. */
function fillText(text: string, subject: ErrorSubject): string {
  return text.replaceAll(
    /\{(model|param|path|method|key)\}/g,
    (_, name: Exclude<keyof ErrorSubject, 'methods'>) => subject[name] ?? 'null',
  );
}

function fillHeaders(
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

/** A 429 without a wait of its own gets this one; assumed. */
const assumedRetryAfterMs = 5_000;

/** Milliseconds → whole seconds, rounded up: an early retry must never be our fault. */
export function retryAfterSeconds(ms: number): string {
  return String(Math.ceil(ms / 1_000));
}

/** The error's body alone, in the envelope of the surface. */
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

/** The error's body as text: of an entry that is not in the envelope, its own. */
export function errorText(
  inUse: PlatformInUse,
  surface: string,
  entry: CatalogueEntry,
  subject: ErrorSubject,
  changes: ErrorChanges = {},
): string {
  return entry.raw?.body ?? JSON.stringify(errorBody(inUse, surface, entry, subject, changes));
}

/** An answer of the platform as HTTP sees it. */
export interface ErrorMessage {
  readonly status: number;
  /** `Content-Type` and `Content-Length` first. */
  readonly headers: RawHeaders;
  readonly body: string;
  /** Name of the catalogue entry. */
  readonly error: string;
  /** Whether the scenario changed the human text. */
  readonly reworded: boolean;
}

/** The whole answer for a catalogue entry, as the platform would give it on that surface. */
export function errorMessage(
  inUse: PlatformInUse,
  surface: string,
  entry: CatalogueEntry,
  subject: ErrorSubject,
  changes: ErrorChanges = {},
): ErrorMessage {
  const names = namesOf(entry, subject, changes);
  const waitMs = entry.retryAfterMs ?? (entry.status === 429 ? assumedRetryAfterMs : null);
  const retryAfter =
    changes.retryAfter ?? (waitMs === null ? [] : ['Retry-After', retryAfterSeconds(waitMs)]);
  // RFC 9110 section 15.5.6: a 405 says which methods there are.
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
      ...allow,
    ],
    body,
    error: entry.name,
    reworded: changes.message !== undefined && body !== errorText(inUse, surface, entry, subject),
  };
}

/** Header fields that the platform puts on every success. */
export function successHeaders(inUse: PlatformInUse): string[] {
  return fillHeaders(inUse.platform.headers.success, {}, inUse.settings);
}

/** The entry that the platform uses for a refusal, its settings considered. */
export function refusalEntry(inUse: PlatformInUse, refusal: Refusal): CatalogueEntry {
  const named = inUse.platform.refusals[refusal];
  const name = typeof named === 'string' ? named : named.entries[inUse.settings[named.setting] ?? ''];
  const entry = inUse.platform.errors.find((candidate) => candidate.name === name);
  if (entry === undefined)
    throw new Error(`Failed to refuse: platform ${inUse.platform.name} has no entry for "${refusal}"`);
  return entry;
}
