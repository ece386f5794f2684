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

const answeredIn = once((timeline: Pick<Timeline, 'calls'>): ReadonlyMap<string, readonly Attempt[]> => {
  const copies = new Map<string, Attempt[]>();
  for (const { attempt } of attemptsOf(timeline)) {
    if (attempt.result.kind !== 'answered') continue;
    const copy = copyOf(attempt);
    copies.set(copy, [...(copies.get(copy) ?? []), attempt]);
  }
  return copies;
});

/**
 * Whether a request was cancelled because a copy of it, sent while it was open, was answered; or failed, and
 * a copy with its idempotency key had the answer. Such a hedged request has not failed.
 *
 *     the slow one   ●━━━━━━━━━━━━━━━━━━━━━━╳
 *     its copy               ●━━━━━━━━━━━━━○
 */
export function lostToItsCopy(attempt: Attempt, timeline: Pick<Timeline, 'calls'>): boolean {
  const wasLeft = attempt.result.kind === 'left';
  if (!wasLeft && attempt.entry.idempotencyKey === null) return false;
  const copies = answeredIn(timeline).get(copyOf(attempt)) ?? [];
  return copies.some(({ at, headAt, endedAt }) => {
    const overlap = at < attempt.endedAt && attempt.at < endedAt;
    return overlap && (!wasLeft || Math.abs(attempt.endedAt - (headAt ?? endedAt)) <= cancelledWithinMs);
  });
}
