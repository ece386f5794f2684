import type { CatalogueEntry, Platform } from '../../model/platform.ts';
import type { Attempt, Met, Timeline } from '../../model/timeline.ts';
import { atTheDoor } from '../../timeline/connection-failures.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import { assumedIf, type Lapse, lapseOf } from '../../timeline/violation.ts';
import { faultsOf } from '../../timeline/result.ts';
import { asksTheSame, gapOf, type Retry, retriesOf } from '../../timeline/retries.ts';
import { sayMet, sayMs } from '../../timeline/describe.ts';
import { ascending, countWithin } from '../../timeline/times.ts';
import { troubleOf } from '../../timeline/retryability.ts';

/** Further errors that a scenario calls final. */
export interface Named {
  readonly status?: readonly number[];
  readonly error?: readonly string[];
}

function isNamed(met: Met, { status = [], error = [] }: Named): boolean {
  return (
    met.kind === 'error' && (status.includes(met.status) || (met.entry !== null && error.includes(met.entry)))
  );
}

function asksForRefresh({ met }: Attempt): boolean {
  return met.kind === 'error' && met.advised.advice === 'refresh-then-retry';
}

/** Whether no document says what to do about it. */
function isAssumed({ met }: Attempt): boolean {
  return met.kind === 'error' && met.advised.source === null;
}

/** Attempts that met an error which stays until somebody mends something. */
export function finalErrors(timeline: Timeline, named: Named): Attempt[] {
  return attemptsOf(timeline)
    .map(({ attempt }) => attempt)
    .filter(
      (attempt) => troubleOf(attempt) === 'stays' || isNamed(attempt.met, named) || asksForRefresh(attempt),
    );
}

/** A client that gives two requests different idempotency keys calls them two itself. */
function sendsTheSame(retry: Retry): boolean {
  const [before, now] = [retry.before.entry.idempotencyKey, retry.attempt.entry.idempotencyKey];
  return asksTheSame(retry) && (before === null || now === null || before === now);
}

function sayEntry(entry: CatalogueEntry | undefined): string {
  const { code = null, category = null } = entry ?? {};
  const said = [code === null ? '' : `code ${code}`, category === null ? '' : `category ${category}`];
  const told = said.filter((part) => part !== '').join(', ');
  return told === '' ? '' : ` (${told})`;
}

function sayRetry(retry: Retry, { errors }: Platform): string {
  const { before, attempt } = retry;
  const entry = errors.find(({ name }) => before.met.kind === 'error' && name === before.met.entry);
  const met = `${sayMet(before.met)}${sayEntry(entry)}`;
  return `attempt ${attempt.ordinal} sent again what had met ${met}, ${sayMs(gapOf(retry))} later`;
}

/** Retries of what can only fail again. */
export function retriedFinals(timeline: Timeline, named: Named): Lapse[] {
  return retriesOf(timeline).flatMap((retry) => {
    const { before } = retry;
    const asked = isNamed(before.met, named);
    if (!(asked || troubleOf(before) === 'stays') || !sendsTheSame(retry)) return [];
    const lapse = lapseOf(retry, 'retried-a-final-error', sayRetry(retry, timeline.inUse.platform));
    return [assumedIf(!asked && isAssumed(before), lapse)];
  });
}

/**
 * Conflicts after which the same was sent again with nothing between: nobody can have looked what has
 * changed.
 */
export function retriedBlindly(timeline: Timeline): Lapse[] {
  const conflicts = retriesOf(timeline).filter(
    (retry) => asksForRefresh(retry.before) && sendsTheSame(retry),
  );
  const arrivals = ascending(attemptsOf(timeline).map(({ attempt }) => attempt.at));
  return conflicts.flatMap((retry) => {
    const { before, attempt } = retry;
    const own = before.at < before.endedAt ? 1 : 2;
    if (countWithin(arrivals, before.endedAt, attempt.at) > own) return [];
    const says = `${sayRetry(retry, timeline.inUse.platform)}, and nothing between`;
    return [assumedIf(isAssumed(before), lapseOf(retry, 'retried-without-refresh', says))];
  });
}

/** Faults of handshakes that the next connection meets as well. */
const lastingFaults = ['tls-client-certificate', 'tls-no-shared-cipher', 'tls-old-version', 'tls-plaintext'];

/** Connections that met one of them. */
export function finalDoors(timeline: Timeline): number {
  const troubled = atTheDoor(timeline)?.troubled ?? [];
  return troubled.filter((entry) => faultsOf(entry).some((fault) => lastingFaults.includes(fault))).length;
}
