import { once } from '../../lib/once.ts';
import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { attemptsOf, lastOf, stopOf } from '../../timeline/endings.ts';
import { Arrivals } from './arrivals.ts';

/** An answer that the client gave up before it ended. */
export interface GivenUp {
  readonly call: Call;
  readonly attempt: Attempt;
  /**
   * What the client did with the connection, and how that is known. `doubtful`: an equal request arrived
   * meanwhile, which may be a retry or another call.
   */
  readonly left: 'closed' | 'doubtful' | 'open-after-outcome' | 'open-after-retry';
}

/** Time (ms) to allow for closing a connection on a slow machine. */
const closingMs = 1_000;

/**
 * Equal requests closer together than this (ms) were sent concurrently; the second is not a retry of the
 * first.
 */
const minRepeatMs = 250;

/** Identifies equal requests. Bodies are not stored, so that different calls may look equal. */
function requestShape({ entry: { method, url, model, bodyBytes, client } }: Attempt): string {
  return [method, url, model, bodyBytes, client].join('\n');
}

/** When equal requests arrived, by shape. */
const arrivalsIn = once(
  (timeline: Timeline) =>
    new Arrivals(attemptsOf(timeline).map(({ attempt }) => [requestShape(attempt), attempt.at])),
);

/** Whether an equal request arrived while an answer was open. */
function equalArrived(attempt: Attempt, timeline: Timeline): boolean {
  const [from, to] = [attempt.at + minRepeatMs, attempt.endedAt - closingMs];
  return from <= to && arrivalsIn(timeline).between(requestShape(attempt), from, to);
}

/** Answered requests by their Idempotency-Key. */
const answeredByKey = once((timeline: Timeline): ReadonlyMap<string, readonly Attempt[]> => {
  const answered = new Map<string, Attempt[]>();
  for (const { attempt } of attemptsOf(timeline)) {
    const { idempotencyKey } = attempt.entry;
    if (idempotencyKey === null || attempt.result.kind !== 'answered') continue;
    answered.set(idempotencyKey, [...(answered.get(idempotencyKey) ?? []), attempt]);
  }
  return answered;
});

/**
 * Whether a later copy was answered while this request was open, and it stayed open. Until then the client
 * may wait for both, as one that hedges does.
 *
 *     the slow one   ●━━━━━━━━━━━━━━━━━━━━━━━━
 *     its copy               ●━━━━━━━━○      (closed here: a hedge)
 */
function copyAnswered(attempt: Attempt, timeline: Timeline): boolean {
  const { idempotencyKey } = attempt.entry;
  const copies = idempotencyKey === null ? [] : (answeredByKey(timeline).get(idempotencyKey) ?? []);
  const shape = requestShape(attempt);
  return copies.some(
    (copy) =>
      copy.at > attempt.at && copy.endedAt < attempt.endedAt - closingMs && requestShape(copy) === shape,
  );
}

/**
 * When the application reported a failure (Unix ms). Counts only for a call with `x-badgateway-call`:
 * otherwise the report may be about another call.
 */
function failedAt({ outcome, signals }: Call): number {
  const named = signals.includes('x-badgateway-call');
  return named && outcome?.outcome === 'error' ? outcome.at : Number.POSITIVE_INFINITY;
}

/**
 * The network shows that a client closed a connection, but rarely that it should have. Two things prove
 * that the client gave up an answer and left the connection open: a later request with the same
 * `Idempotency-Key` was answered meanwhile, or the application reported that the call had failed. A
 * connection still open when the gateway closes proves nothing: its client may have been waiting.
 */
export function givenUpOf(timeline: Timeline): GivenUp[] {
  const stopped = stopOf(timeline);
  return attemptsOf(timeline).flatMap(({ call, attempt }): GivenUp[] => {
    const { endedAt, result } = attempt;
    const found = (left: GivenUp['left']) => [{ call, attempt, left }];
    if (attempt === lastOf(call) && failedAt(call) < endedAt - closingMs) return found('open-after-outcome');
    if (copyAnswered(attempt, timeline)) return found('open-after-retry');
    if (result.kind !== 'left' || stopped(endedAt)) return [];
    return found(equalArrived(attempt, timeline) ? 'doubtful' : 'closed');
  });
}
