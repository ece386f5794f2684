import { once } from '../../lib/once.ts';
import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { attemptsOf, lastOf, stopOf } from '../../timeline/endings.ts';
import { Arrivals } from './arrivals.ts';

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
const minRepeatMs = 250;

/** Bodies are not kept: what looks the same may be another call. */
function lookOf({ entry: { method, url, model, bodyBytes, client } }: Attempt): string {
  return [method, url, model, bodyBytes, client].join('\n');
}

function keyedLookOf(attempt: Attempt): string {
  return `${attempt.entry.idempotencyKey}\n${lookOf(attempt)}`;
}

/** Tells whether a request with the same name came while an answer was open. Few are open for that long. */
function meanwhile(nameOf: (attempt: Attempt) => string) {
  const arrivalsIn = once((timeline: Timeline) => {
    return new Arrivals(attemptsOf(timeline).map(({ attempt }) => [nameOf(attempt), attempt.at]));
  });
  return (attempt: Attempt, timeline: Timeline): boolean => {
    const [from, to] = [attempt.at + minRepeatMs, attempt.endedAt - closingMs];
    return from <= to && arrivalsIn(timeline).between(nameOf(attempt), from, to);
  };
}

const cameAgain = meanwhile(lookOf);
const cameWithItsKey = meanwhile(keyedLookOf);

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
  const stopped = stopOf(timeline);
  return attemptsOf(timeline).flatMap(({ call, attempt }): GivenUp[] => {
    const { endedAt, result, entry } = attempt;
    const found = (left: GivenUp['left']) => [{ call, attempt, left }];
    if (attempt === lastOf(call) && failedAt(call) < endedAt - closingMs) return found('open-after-outcome');
    if (entry.idempotencyKey !== null && cameWithItsKey(attempt, timeline)) return found('open-after-retry');
    if (result.kind !== 'left' || stopped(endedAt)) return [];
    return found(cameAgain(attempt, timeline) ? 'doubtful' : 'closed');
  });
}
