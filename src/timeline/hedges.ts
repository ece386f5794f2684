import { once } from '../lib/once.ts';
import type { Attempt, Timeline } from '../model/timeline.ts';
import { attemptsOf } from './endings.ts';

/** Time (ms) from the end of the copy's answer to the end of the connection that is cancelled for it. */
const cancelledWithinMs = 1_000;

/**
 * Identifies copies of one request, which may ask another model. Bodies are not stored; a copy has the same
 * idempotency key, or neither has one.
 */
function copyOf({ entry }: Attempt): string {
  const { scenario, label, method, url, model, bodyBytes, client, idempotencyKey } = entry;
  const length = bodyBytes === null ? null : bodyBytes - (model?.length ?? 0);
  return [scenario, label, method, url, length, client, idempotencyKey].join('\n');
}

const copiesIn = once((timeline: Pick<Timeline, 'calls'>): ReadonlyMap<string, readonly Attempt[]> => {
  const copies = new Map<string, Attempt[]>();
  for (const { attempt } of attemptsOf(timeline)) {
    const copy = copyOf(attempt);
    copies.set(copy, [...(copies.get(copy) ?? []), attempt]);
  }
  return copies;
});

const overlap = (one: Attempt, other: Attempt) => one.at < other.endedAt && other.at < one.endedAt;

/** Whether the loser's connection ended because the winner's answer had begun. */
function isCancelledFor(loser: Attempt, winner: Attempt): boolean {
  const { headAt, endedAt, result } = winner;
  if (result.kind !== 'answered' || !overlap(loser, winner)) return false;
  return Math.abs(loser.endedAt - (headAt ?? endedAt)) < cancelledWithinMs;
}

/**
 * Whether the copy was under way when this one had failed, or was sent later: the work goes on there. Or it
 * had its answer before this one failed.
 */
function goesOn(failed: Attempt, copy: Attempt): boolean {
  return copy.endedAt > failed.endedAt || (copy.result.kind === 'answered' && overlap(failed, copy));
}

/**
 * Whether a request was cancelled because a copy of it, sent while it was open, was answered; or failed, and
 * a copy with its idempotency key goes on or was answered. What becomes of such a hedged request is up to
 * its copy.
 *
 *     the slow one   ●━━━━━━━━━━━━━━━━━━━━━━╳
 *     its copy               ●━━━━━━━━━━━━━○
 */
export function lostToItsCopy(attempt: Attempt, timeline: Pick<Timeline, 'calls'>): boolean {
  const copies = copiesIn(timeline).get(copyOf(attempt)) ?? [];
  if (attempt.result.kind === 'answered') return false;
  if (attempt.result.kind === 'left') return copies.some((copy) => isCancelledFor(attempt, copy));
  return attempt.entry.idempotencyKey !== null && copies.some((copy) => goesOn(attempt, copy));
}
