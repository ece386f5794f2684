import type { CatalogueEntry, Platform } from '../../model/platform.ts';
import type { Attempt, AttemptResult, Timeline } from '../../model/timeline.ts';
import { connectionFailuresOf } from '../../timeline/connection-failures.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import { faultsOf } from '../../timeline/result.ts';
import { asksTheSame, gapOf, type Retry, retriesOf } from '../../timeline/retries.ts';
import { retryabilityOf } from '../../timeline/retryability.ts';
import { ascending, countWithin } from '../../timeline/times.ts';
import { type Violation, violationOf, withAssumedAdvice } from '../../timeline/violation.ts';

/** Further errors that the scenario declares final. */
export interface Named {
  readonly status?: readonly number[];
  readonly error?: readonly string[];
}

function isNamed(met: AttemptResult, { status = [], error = [] }: Named): boolean {
  return (
    met.kind === 'error' && (status.includes(met.status) || (met.entry !== null && error.includes(met.entry)))
  );
}

function asksForRefresh({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.advice === 'refresh-then-retry';
}

/** Whether the advice for this error is assumed, not documented. */
function isAssumed({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.source === null;
}

/** Attempts that met an error which a retry cannot resolve, with their calls. */
export function finalErrors(timeline: Timeline, named: Named): ReturnType<typeof attemptsOf> {
  return attemptsOf(timeline).filter(
    ({ attempt }) =>
      retryabilityOf(attempt) === 'permanent' || isNamed(attempt.result, named) || asksForRefresh(attempt),
  );
}

/**
 * Number of those of calls without a problem. That the last of several attempts was not repeated shows
 * nothing.
 */
export function countKept(met: ReturnType<typeof finalErrors>, problems: readonly Violation[]): number {
  const broken = new Set(problems.map(({ call }) => call));
  return met.filter(({ call }) => !broken.has(call)).length;
}

/** Whether the retry keeps the idempotency key: a conflict may be about the key; a new one resolves it. */
function keepsKey(retry: Retry): boolean {
  const [before, now] = [retry.before.entry.idempotencyKey, retry.attempt.entry.idempotencyKey];
  return before === null || now === null || before === now;
}

function describeEntry(entry: CatalogueEntry | undefined): string {
  const { code = null, category = null } = entry ?? {};
  const said = [code === null ? '' : `code ${code}`, category === null ? '' : `category ${category}`];
  const described = said.filter((part) => part !== '').join(', ');
  return described === '' ? '' : ` (${described})`;
}

function describeRetry(retry: Retry, { errors }: Platform): string {
  const { before, attempt } = retry;
  const entry = errors.find(({ name }) => before.result.kind === 'error' && name === before.result.entry);
  const met = `${describeResult(before.result)}${describeEntry(entry)}`;
  return `attempt ${attempt.ordinal} sent again what had met ${met}, ${formatMs(gapOf(retry))} later`;
}

/**
 * The retry with the attempt that it repeats: the one before, or an earlier one with the same key where the
 * client takes several keys in turn.
 */
function repeated(retry: Retry): Retry {
  const { call, before, attempt } = retry;
  if (asksTheSame(retry) || !attempt.changed.includes('key')) return retry;
  const withItsKey = (attempt.entry.predecessors ?? []).filter(({ changed }) => changed === undefined);
  const same = call.attempts.find(
    ({ entry, ordinal }) =>
      ordinal < before.ordinal &&
      entry.model === attempt.entry.model &&
      withItsKey.some((each) => each.call === entry.call && each.attempt === entry.attempt),
  );
  if (same === undefined || attempt.changed.some((change) => change !== 'key')) return retry;
  return { call, before: same, attempt: { ...attempt, changed: [] } };
}

/** A 4xx says by RFC 9110 that the request is at fault; of any other status only the scenario says it. */
function restsOn({ result }: Attempt): Violation['restsOn'] {
  return result.kind === 'error' && result.status >= 400 && result.status < 500 ? 'standard' : 'scenario';
}

/** The loop of an SDK goes by the status, which says nothing here. */
const ofAnSdk = 'an SDK that retries by itself does not ask: maxRetries: 0, and a loop of your own';

/** What tells that this one stays; `null`: the status alone does, as it does everywhere. */
function signOf({ result }: Attempt, { errors }: Platform): string | null {
  if (result.kind !== 'error') return null;
  const { status, entry, advised } = result;
  if (![408, 409, 429].includes(status) && status < 500) return null;
  if (advised.field !== undefined)
    return "obey the answer: if (response.headers.get('x-should-retry') === 'false') throw error";
  const code = errors.find(({ name }) => name === entry)?.code ?? null;
  if (code !== null)
    return `go by the code, since the status alone may pass: if (error.code === '${code}') throw error`;
  return `nothing but the status tells it here: if (error.status === ${status}) throw error`;
}

function fixOf(attempt: Attempt, platform: Platform): Pick<Violation, 'fix'> {
  const sign = signOf(attempt, platform);
  return sign === null ? {} : { fix: `${sign}; ${ofAnSdk}` };
}

function finalViolation(retry: Retry, named: Named, { inUse }: Timeline): Violation {
  const { before } = retry;
  const says = describeRetry(retry, inUse.platform);
  const violation = {
    ...violationOf(retry, 'retried-a-final-error', says),
    ...fixOf(before, inUse.platform),
  };
  if (retryabilityOf(before) !== 'permanent' && isNamed(before.result, named))
    return { ...violation, restsOn: 'scenario' };
  const assumed = !isNamed(before.result, named) && isAssumed(before);
  return withAssumedAdvice(assumed, violation, restsOn(before));
}

/** Retries of permanent errors. */
export function retriedFinals(timeline: Timeline, named: Named): Violation[] {
  return retriesOf(timeline)
    .map(repeated)
    .filter((retry) => retryabilityOf(retry.before) === 'permanent' || isNamed(retry.before.result, named))
    .filter(asksTheSame)
    .map((retry) => finalViolation(retry, named, timeline));
}

/**
 * Whether the client may have looked with this request at what has changed. The first attempts of others
 * that meet an error, and their retries, are no looks.
 */
function mayBeLook({ result, entry, ordinal }: Attempt): boolean {
  return entry.method === 'GET' || (ordinal === 1 && result.kind === 'answered');
}

/**
 * Retries after a conflict without a request in between by which the client can have looked at what has
 * changed.
 */
export function retriedBlindly(timeline: Timeline): Violation[] {
  const conflicts = retriesOf(timeline).filter(
    (retry) => asksForRefresh(retry.before) && asksTheSame(retry) && keepsKey(retry),
  );
  const looks = attemptsOf(timeline).filter(({ attempt }) => mayBeLook(attempt));
  const arrivals = ascending(looks.map(({ attempt }) => attempt.at));
  return conflicts.flatMap((retry) => {
    const { before, attempt } = retry;
    const own = [before, attempt].filter((each) => mayBeLook(each) && each.at >= before.endedAt).length;
    if (countWithin(arrivals, before.endedAt, attempt.at) > own) return [];
    const says = `${describeRetry(retry, timeline.inUse.platform)}, and nothing between`;
    const violation = violationOf(retry, 'retried-without-refresh', says);
    return [withAssumedAdvice(isAssumed(before), violation)];
  });
}

/** TLS faults that the next connection meets again. */
const lastingFaults = ['tls-client-certificate', 'tls-no-shared-cipher', 'tls-old-version', 'tls-plaintext'];

/** Number of connections that met one of `lastingFaults`. */
export function permanentConnectionFailures(timeline: Timeline): number {
  const failed = connectionFailuresOf(timeline)?.failed ?? [];
  return failed.filter((entry) => faultsOf(entry).some((fault) => lastingFaults.includes(fault))).length;
}
