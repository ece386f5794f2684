import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { Arrivals } from './arrivals.ts';
import { attemptsOf, lastOf, stopOf } from './endings.ts';

/** An answer that its client was done with before it ended. */
export interface GivenUp {
  readonly call: Call;
  readonly attempt: Attempt;
  /**
   * `open`, and what shows it; `doubtful`: an equal request came, which may be its retry or another call.
   */
  readonly left: 'closed' | 'doubtful' | 'open-after-outcome' | 'open-after-retry';
}

/** Time that it takes to close a connection, in milliseconds, on a machine that is slow. */
const closingMs = 1_000;

/** Equal requests that come closer together were sent at once, not one because of the other. */
const soonestMs = 250;

/** Bodies are not kept: what looks the same may be another call. */
function lookOf({ entry: { method, url, model, bodyBytes, client } }: Attempt): string {
  return [method, url, model, bodyBytes, client].join('\n');
}

/** `null`: it has no key. */
function keyedLookOf(attempt: Attempt): string | null {
  const { idempotencyKey } = attempt.entry;
  return idempotencyKey === null ? null : `${idempotencyKey}\n${lookOf(attempt)}`;
}

/** Of what can have come while another answer was open for long enough. */
function arrivalsOf(attempts: readonly { readonly attempt: Attempt }[]): Arrivals {
  const arrivals = new Arrivals();
  if (attempts.every(({ attempt: { at, endedAt } }) => endedAt - at < soonestMs + closingMs)) return arrivals;
  for (const { attempt } of attempts)
    for (const name of [lookOf(attempt), keyedLookOf(attempt)])
      if (name !== null) arrivals.add(name, attempt.at);
  return arrivals;
}

/** When the application said that it failed; of a call without a name it may have meant another one. */
function failedAt({ outcome, signals }: Call): number {
  const named = signals.includes('x-badgateway-call');
  return named && outcome?.outcome === 'error' ? outcome.at : Number.POSITIVE_INFINITY;
}

/**
 * Connections show that they were closed, and hardly ever why not. Two things prove that an answer was
 * given up and left open: the same `Idempotency-Key` came again in the meantime, or the application said
 * that the call had failed. A connection that was still open when the gateway closed proves nothing: its
 * client may have been waiting.
 */
export function givenUpOf(timeline: Timeline): GivenUp[] {
  const attempts = attemptsOf(timeline);
  const arrivals = arrivalsOf(attempts);
  const stopped = stopOf(timeline);
  const overlaps = (nameOf: (attempt: Attempt) => string | null, attempt: Attempt) => {
    const [from, to] = [attempt.at + soonestMs, attempt.endedAt - closingMs];
    const name = from > to ? null : nameOf(attempt);
    return name !== null && arrivals.between(name, from, to);
  };
  return attempts.flatMap(({ call, attempt }): GivenUp[] => {
    const { endedAt, met } = attempt;
    const found = (left: GivenUp['left']) => [{ call, attempt, left }];
    if (attempt === lastOf(call) && failedAt(call) < endedAt - closingMs) return found('open-after-outcome');
    if (overlaps(keyedLookOf, attempt)) return found('open-after-retry');
    if (met.kind !== 'left' || stopped(endedAt)) return [];
    return found(overlaps(lookOf, attempt) ? 'doubtful' : 'closed');
  });
}
