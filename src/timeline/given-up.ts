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

function nameByKey({ entry }: Attempt): string {
  return `key ${entry.idempotencyKey}`;
}

/** Bodies are not kept: what looks the same may be another call. */
function nameByLook({ entry: { method, url, model, bodyBytes, client } }: Attempt): string {
  return [method, url, model, bodyBytes, client].join('\n');
}

/**
 * Connections show that they were closed, and hardly ever why not. Two things prove that an answer was
 * given up and left open: the same `Idempotency-Key` came again in the meantime, or the application said
 * that the call had failed. A connection that was still open when the gateway closed proves nothing: its
 * client may have been waiting.
 */
export function givenUpOf(timeline: Timeline): GivenUp[] {
  const all = attemptsOf(timeline);
  const arrivals = new Arrivals();
  for (const { attempt } of all) {
    if (attempt.entry.idempotencyKey !== null) arrivals.add(nameByKey(attempt), attempt.at);
    arrivals.add(nameByLook(attempt), attempt.at);
  }
  const stopped = stopOf(timeline);
  return all.flatMap(({ call, attempt }): GivenUp[] => {
    const { at, endedAt, met } = attempt;
    const overlapped = (name: string) => arrivals.between(name, at + soonestMs, endedAt - closingMs);
    const found = (left: GivenUp['left']) => [{ call, attempt, left }];
    const { outcome } = call;
    if (outcome?.outcome === 'error' && attempt === lastOf(call) && outcome.at < endedAt - closingMs)
      return found('open-after-outcome');
    if (overlapped(nameByKey(attempt))) return found('open-after-retry');
    if (met.kind !== 'left' || stopped(endedAt)) return [];
    return found(overlapped(nameByLook(attempt)) ? 'doubtful' : 'closed');
  });
}
