import { once } from '../../lib/once.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { knownAt } from '../../timeline/allowed.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { attemptsOf } from '../../timeline/endings.ts';

/** Identifies requests that differ in their bodies alone; the model is in the body. */
function shapeOf({ entry: { scenario, label, method, url, client, key } }: Attempt): string {
  return [scenario, label, method, url, client, key].join('\n');
}

/** First attempts without a body, in a method that sends one. */
const bodilessIn = once((timeline: Timeline) =>
  attemptsOf(timeline)
    .map(({ attempt }) => attempt)
    .filter(({ ordinal, entry }) => ordinal === 1 && entry.method === 'POST' && entry.bodyBytes === 0),
);

/**
 * The request that an SDK or an agent sent again without its body, because the first attempt had used it up;
 * on its own such a request resembles no call.
 */
export function emptiedAfter(last: Attempt, timeline: Timeline): Attempt | null {
  if ((last.entry.bodyBytes ?? 0) === 0) return null;
  const isLater = (attempt: Attempt) => attempt.at >= knownAt(last) && shapeOf(attempt) === shapeOf(last);
  return bodilessIn(timeline).find(isLater) ?? null;
}

export function describeEmptied(emptied: Attempt, cause: Attempt): string {
  const after = formatMs(emptied.at - knownAt(cause));
  return `what came ${after} later had lost its body, and met ${describeResult(emptied.result)}`;
}

/** A body that can be read only once is used up by the first attempt. */
export const keepTheBody =
  'give the retry a body that it can send again, a string or a Buffer: undici keeps it with request(), and ' +
  'under fetch() its RetryAgent has a stream that is used up, so put the loop around fetch()';
