import type { RequestEntry } from '../model/entry.ts';
import type { Advice, CatalogueEntry, Platform, PlatformInUse } from '../model/platform.ts';
import type { Advised, AttemptResult } from '../model/timeline.ts';
import { fieldOf, waitOf } from './retry-after.ts';

/** What HTTP itself makes of a status (RFC 9110 section 15) that the platform says nothing of. */
function adviceOfStatus(status: number): Advice {
  if (status === 429) return 'retry-after';
  return status >= 500 || status === 408 ? 'retry' : 'fix';
}

function sourceOf({ sources }: Platform, id: string | undefined): string | null {
  return id === undefined ? null : (sources[id] ?? id);
}

/** The category that the answer names in the platform's own header field. */
function categoryOf({ headers }: Platform, sent: readonly string[]): string | null {
  const field = Object.entries(headers.error).find(([, template]) => template === '$category');
  return field === undefined ? null : fieldOf(sent, field[0].toLowerCase());
}

/** Where nobody knows which entry it is: the one that the surface's status stands for. */
function entryOf({ errors }: Platform, { played, surface }: RequestEntry): CatalogueEntry | undefined {
  if (played.error !== null) return errors.find(({ name }) => name === played.error);
  return errors.find(
    ({ status, surfaces, default: stands }) =>
      stands && status === played.status && surfaces.includes(surface),
  );
}

/** What the documents ask for after this error: of its entry, else of the category that was sent. */
function advisedOn({ platform }: PlatformInUse, entry: RequestEntry, status: number): Advised {
  const known = entryOf(platform, entry);
  if (known !== undefined && known.documented['advice'] !== undefined)
    return { advice: known.advice, source: sourceOf(platform, known.documented['advice']) };
  const category = platform.categories[categoryOf(platform, entry.played.headers) ?? ''];
  if (category !== undefined)
    return { advice: category.advice, source: sourceOf(platform, category.documented['advice']) };
  return { advice: known?.advice ?? adviceOfStatus(status), source: null };
}

/** The faults that were injected, each once. */
export function faultsOf({ rules }: Pick<RequestEntry, 'rules'>): readonly string[] {
  const fired = rules.filter(({ outcome }) => outcome === 'fired').flatMap(({ faults }) => faults);
  return [...new Set(fired)];
}

/** Whether the client left in a silence: one that was cut short, or the one before the head. */
function leftDuring({ played }: RequestEntry): 'waiting' | 'answer' {
  const last = played.pauses.at(-1);
  const cutShort = last !== undefined && last.actualMs < last.plannedMs;
  return cutShort || played.status === null ? 'waiting' : 'answer';
}

function brokenAs({ status }: RequestEntry['played']): AttemptResult {
  return { kind: 'broken', how: status === null ? 'before-head' : 'loudly' };
}

/** What the attempt came to, as its client saw it. */
export function resultOf(entry: RequestEntry, inUse: PlatformInUse): AttemptResult {
  const { played } = entry;
  const { status, ending, error } = played;
  if (ending === 'client-left') return { kind: 'left', during: leftDuring(entry) };
  if (ending === 'hung') return { kind: 'hung' };
  if (ending === 'drained') return { kind: 'drained' };
  if (status !== null && status >= 400 && (ending === 'complete' || ending === 'damaged'))
    return {
      kind: 'error',
      status,
      entry: error,
      advised: advisedOn(inUse, entry, status),
      wait: waitOf(played),
    };
  if (ending === 'damaged')
    return { kind: 'broken', how: faultsOf(entry).includes('stream-error') ? 'in-stream' : 'quietly' };
  return ending === 'complete' ? { kind: 'answered' } : brokenAs(played);
}
