import { headerValue, shouldRetry } from '../lib/http.ts';
import type { RequestEntry } from '../model/entry.ts';
import type { ErrorInside } from '../model/error-inside.ts';
import type { Advice, CatalogueEntry, Platform, PlatformInUse } from '../model/platform.ts';
import type { Advised, AttemptResult } from '../model/timeline.ts';
import { waitOf } from './retry-after.ts';

/** The advice of HTTP itself (RFC 9110 section 15) for a status that the platform does not list. */
function adviceOfStatus(status: number): Advice {
  if (status === 429) return 'retry-after';
  return status >= 500 || status === 408 ? 'retry' : 'fix';
}

function sourceOf({ sources }: Platform, id: string | undefined): string | null {
  return id === undefined ? null : (sources[id] ?? id);
}

/** The category in the platform's own header field. */
function categoryOf({ headers }: Platform, sent: readonly string[]): string | null {
  const field = Object.entries(headers.error).find(([, template]) => template === '$category');
  return field === undefined ? null : headerValue(sent, field[0].toLowerCase());
}

/**
 * The catalogue entry of the answer; if the journal names none, the default entry for its status and
 * surface.
 */
function entryOf({ errors }: Platform, { played, surface }: RequestEntry): CatalogueEntry | undefined {
  if (played.error !== null) return errors.find(({ name }) => name === played.error);
  return errors.find(
    ({ status, surfaces, default: stands }) =>
      stands && status === played.status && surfaces.includes(surface),
  );
}

/** What the answer itself says of a retry: no platform documents the field, so that it is assumed. */
function advisedByField({ played }: RequestEntry): Advised | null {
  const advice = shouldRetry(played.headers);
  if (advice === null) return null;
  return { advice, source: null, field: `x-should-retry: ${advice === 'retry'}` };
}

/** The documented advice for an error: that of its entry, else that of the category in the answer. */
function advisedOn(
  platform: Platform,
  entry: RequestEntry,
  known: CatalogueEntry | undefined,
  otherwise: Advice,
): Advised {
  const byField = advisedByField(entry);
  if (byField !== null) return byField;
  if (known !== undefined && known.documented['advice'] !== undefined)
    return { advice: known.advice, source: sourceOf(platform, known.documented['advice']) };
  const category = platform.categories[categoryOf(platform, entry.played.headers) ?? ''];
  if (category !== undefined)
    return { advice: category.advice, source: sourceOf(platform, category.documented['advice']) };
  return { advice: known?.advice ?? otherwise, source: null };
}

function errorOf(entry: RequestEntry, { platform }: PlatformInUse, status: number): AttemptResult {
  const { played } = entry;
  const advised = advisedOn(platform, entry, entryOf(platform, entry), adviceOfStatus(status));
  return { kind: 'error', status, entry: played.error, advised, wait: waitOf(played) };
}

/** The entry of the code that an error inside of a success names. */
function entryOfCode(
  { errors }: Platform,
  { surface }: RequestEntry,
  code: string,
): CatalogueEntry | undefined {
  const coded = errors.filter((each) => each.code === code && each.surfaces.includes(surface));
  return coded.find((each) => each.default) ?? coded[0];
}

/** What came with a status of success, and tells of an error: by its code, its own status, or nothing. */
function errorInsideOf(
  entry: RequestEntry,
  { platform }: PlatformInUse,
  { where, code, status }: ErrorInside,
): AttemptResult {
  const { played } = entry;
  if (where === 'empty') return { kind: 'broken', how: 'quietly' };
  if (where === 'event' || where === 'first-event') return { kind: 'broken', how: 'in-stream' };
  const known = code === null ? undefined : entryOfCode(platform, entry, code);
  const named = status ?? known?.status ?? null;
  const otherwise = named === null ? 'retry' : adviceOfStatus(named);
  return {
    kind: 'error',
    status: named ?? played.status ?? 200,
    inside: where,
    entry: known?.name ?? null,
    advised: advisedOn(platform, entry, known, otherwise),
    wait: waitOf(played),
  };
}

/** Names of the injected faults, without duplicates. */
export function faultsOf({ rules }: Pick<RequestEntry, 'rules'>): readonly string[] {
  const fired = rules.filter(({ outcome }) => outcome === 'fired').flatMap(({ faults }) => faults);
  return [...new Set(fired)];
}

/**
 * Whether the client left during a silence: an injected pause that it cut short, or the time before the
 * head. A stub or tape without a fault answers at its own pace, and leaving it is the client's own choice: a
 * user pressed Stop. What a real upstream would have sent is not known.
 */
function leftDuring(entry: RequestEntry): 'waiting' | 'answer' {
  const { played, source } = entry;
  if (source !== 'upstream' && faultsOf(entry).length === 0) return 'answer';
  const last = played.pauses.at(-1);
  const cutShort = last !== undefined && last.actualMs < last.plannedMs;
  return cutShort || played.status === null ? 'waiting' : 'answer';
}

/** Whether the real upstream failed, and no fault stands in its place. */
function failedBy({ upstreamFailure }: RequestEntry): { readonly by?: 'upstream' } {
  return upstreamFailure === null ? {} : { by: 'upstream' };
}

function brokenAs(entry: RequestEntry): AttemptResult {
  const how = entry.played.status === null ? 'before-head' : 'loudly';
  return { kind: 'broken', how, ...failedBy(entry) };
}

/** The result of an attempt, as its client saw it. */
export function resultOf(entry: RequestEntry, inUse: PlatformInUse): AttemptResult {
  const { played } = entry;
  const { status, ending } = played;
  if (ending === 'client-left') return { kind: 'left', during: leftDuring(entry) };
  if (ending === 'hung') return { kind: 'hung' };
  if (ending === 'drained') return { kind: 'drained' };
  const isWhole = ending === 'complete' || ending === 'damaged';
  if (status !== null && status >= 400 && isWhole)
    return { ...errorOf(entry, inUse, status), ...failedBy(entry) };
  if (played.errorInside !== undefined && isWhole) return errorInsideOf(entry, inUse, played.errorInside);
  if (ending === 'damaged')
    return { kind: 'broken', how: faultsOf(entry).includes('stream-error') ? 'in-stream' : 'quietly' };
  return ending === 'complete' ? { kind: 'answered' } : brokenAs(entry);
}
