import type { CatalogueEntry, PlatformInUse } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { fillHeaders, type Names } from './envelope.ts';

/** What is known of an answer whose platform's header fields are asked for. */
export interface Answered {
  readonly status: number;
  readonly surface: string;
  /** Name of its entry in the catalogue. */
  readonly error?: string | undefined;
}

/** The entry that `error: STATUS` means on a surface. */
export function defaultEntry(
  { platform }: PlatformInUse,
  surface: string,
  status: number,
): CatalogueEntry | null {
  const isMeant = (entry: CatalogueEntry) => entry.default && entry.status === status;
  return platform.errors.find((entry) => isMeant(entry) && entry.surfaces.includes(surface)) ?? null;
}

/** Values for `$category` and the like: of the entry of an error, else of the default entry of its status. */
export function namesOf(inUse: PlatformInUse, { status, surface, error }: Answered): Names {
  const { errors, headers } = inUse.platform;
  const named = errors.find(({ name }) => name === error) ?? defaultEntry(inUse, surface, status);
  const { type = null, code = null } = named ?? {};
  const unlisted = headers.unlisted[status < 500 ? '4xx' : '5xx'];
  return { status, type, code, category: named?.category ?? unlisted ?? null };
}

/** Whether the platform's header fields are on every answer, or only on those that it generates. */
export function reachOf({ platform, settings }: PlatformInUse): 'every' | 'generated' {
  const { every } = platform.headers;
  const chosen = every?.startsWith('$setting:') ? settings[every.slice('$setting:'.length)] : every;
  return chosen === 'yes' ? 'every' : 'generated';
}

/** Header fields that the platform puts on an answer of that status, whatever made it. */
function platformHeaders(inUse: PlatformInUse, answered: Answered): string[] {
  const { error, success } = inUse.platform.headers;
  return answered.status < 400
    ? fillHeaders(success, {}, inUse.settings)
    : fillHeaders(error, namesOf(inUse, answered), inUse.settings);
}

function namesIn(headers: RawHeaders): Set<string> {
  return new Set(headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
}

/** The header fields of an answer, with those that the platform puts on every answer and that it lacks. */
export function withPlatformHeaders(
  headers: RawHeaders,
  inUse: PlatformInUse,
  answered: Answered,
): RawHeaders {
  if (reachOf(inUse) === 'generated') return headers;
  const known = namesIn(headers);
  const added = platformHeaders(inUse, answered);
  const lacking = added.filter((_, index) => !known.has((added[index - (index % 2)] ?? '').toLowerCase()));
  return lacking.length === 0 ? headers : [...headers, ...lacking];
}
