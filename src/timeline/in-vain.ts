import { once } from '../lib/once.ts';
import type { Attempt, Timeline } from '../model/timeline.ts';
import { keyOf } from './keys.ts';
import { type Refusal, refusalsOf } from './refusals.ts';
import { asksTheSame, retriesOf } from './retries.ts';
import { retryabilityOf } from './retryability.ts';

type Known = Pick<Timeline, 'calls' | 'toppedUp'>;

/** Whether a document says so. */
function isDocumented({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.source !== null;
}

/** By the advice for the very error: a 402 may pass, as that of a budget in flight, and a 429 need money. */
function needsMoney({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.advice === 'top-up';
}

/**
 * Errors that need money, of each key, and what was sent in vain after them. What only reads, such as the
 * list of models, costs nothing: it is not refused, and its success does not show that there is money again.
 * A top-up by the control API ends it for every key: which wallet a key is charged to, the judge cannot tell.
 */
export function emptiesOf(timeline: Known, also: (attempt: Attempt) => boolean = () => false): Refusal[] {
  return refusalsOf(timeline, {
    refuses: (attempt) => needsMoney(attempt) || also(attempt),
    nameOf: ({ entry }) => (entry.method === 'GET' ? null : keyOf(entry)),
    mended: timeline.toppedUp,
  });
}

/**
 * Requests that could not succeed by contract, and did not: what had met an error that stays, sent again as
 * it was; and whatever else costs, sent by a client that knew of an empty wallet.
 */
export const inVainOf = once((timeline: Known): ReadonlySet<Attempt> => {
  const repeated = retriesOf(timeline).filter(
    (retry) =>
      retryabilityOf(retry.before) === 'permanent' &&
      isDocumented(retry.before) &&
      asksTheSame(retry) &&
      retry.attempt.result.kind !== 'answered',
  );
  const broke = emptiesOf(timeline)
    .flatMap(({ inVain }) => inVain)
    .filter(({ known }) => isDocumented(known));
  return new Set([...repeated, ...broke].map(({ attempt }) => attempt));
});
